import { Anchor, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { translateError } from '../../api/translate-error.ts';
import { paths } from '../../app/paths.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { type CreateState, readCreateState } from './create-state.ts';
import { CreateWorkflowForm } from './CreateWorkflowForm.tsx';
import { appInputsQuery, runnableAppsQuery } from './queries.ts';

function FormOfApp({ appId }: { appId: string }) {
  const inputs = useQuery(appInputsQuery(appId));
  return (
    <>
      {inputs.isError && <ErrorPanel {...translateError(inputs.error)} />}
      {inputs.isPending && <TableSkeleton label="Loading the form" />}
      {inputs.isSuccess && <CreateWorkflowForm appId={appId} schema={inputs.data} />}
    </>
  );
}

interface CreateWorkflowPageProps {
  state: CreateState;
  onChange: (state: CreateState) => void;
}

/** A new workflow of an app that this server can run; the form is made from what the app says it takes. */
export function CreateWorkflowPage({ state, onChange }: CreateWorkflowPageProps) {
  const apps = useQuery(runnableAppsQuery);
  const { app = null } = state;
  return (
    <>
      <Anchor component={Link} to={paths.workflows()} size="sm">
        ← All workflows
      </Anchor>
      <PageTitle>New workflow</PageTitle>
      {apps.isError && <ErrorPanel {...translateError(apps.error)} />}
      <Select
        label="App"
        description="What it is to do."
        placeholder="Choose an app"
        maw={640}
        mb="md"
        data={(apps.data ?? []).map(({ appId }) => appId)}
        value={app}
        onChange={(chosen) => onChange(readCreateState({ app: chosen }))}
      />
      {app !== null && <FormOfApp key={app} appId={app} />}
    </>
  );
}
