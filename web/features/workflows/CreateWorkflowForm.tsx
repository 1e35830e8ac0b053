import { Button, Checkbox, Fieldset, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { type NewAppWorkflow, type SavedAppWorkflow } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { problemOf, translateError } from '../../api/translate-error.ts';
import { paths } from '../../app/paths.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { InputFields } from './InputField.tsx';
import { type InputDraft, listPlaces, readInputs, type Schema } from './input-draft.ts';
import { workflowsQuery } from './queries.ts';

interface Draft {
  name: string;
  inputs: InputDraft;
  cron: string;
  timezone: string;
  isRunAtOnce: boolean;
}

const ownTimezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const startDraft: Draft = { name: '', inputs: {}, cron: '', timezone: ownTimezone, isRunAtOnce: true };

function toWorkflow(appId: string, schema: Schema, draft: Draft): NewAppWorkflow {
  const { name, cron, timezone, isRunAtOnce } = draft;
  return {
    ...{ appId, name, run: isRunAtOnce },
    // A form yields nothing but what JSON has.
    inputs: readInputs(schema, draft.inputs) as NewAppWorkflow['inputs'],
    ...(cron.trim() === '' ? {} : { schedule: { cron, timezone } }),
  };
}

interface PartProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  error: unknown;
}

function ScheduleFields({ draft, onChange, error }: PartProps) {
  return (
    <Fieldset legend="Schedule">
      <Stack>
        <TextInput
          label="Times"
          description="Five fields, such as 0 6 * * *; it runs by itself at none when this is empty."
          autoComplete="off"
          error={problemOf(error, 'schedule.cron') ?? problemOf(error, 'cron')}
          value={draft.cron}
          onChange={(event) => onChange({ cron: event.currentTarget.value })}
        />
        <TextInput
          label="Time zone"
          autoComplete="off"
          error={problemOf(error, 'schedule.timezone') ?? problemOf(error, 'timezone')}
          value={draft.timezone}
          onChange={(event) => onChange({ timezone: event.currentTarget.value })}
        />
      </Stack>
    </Fieldset>
  );
}

/** What the panel above the form says: everything that no field says. */
function Failure({ error, schema }: { error: unknown; schema: Schema }) {
  const { problems, message, ...text } = translateError(error);
  const places = new Set(['name', 'schedule.cron', 'schedule.timezone', 'cron', 'timezone']);
  for (const place of listPlaces(schema)) places.add(`inputs.${place}`);
  const isSaid = (path: string): boolean => places.has(path.replace(/^body\./, ''));
  const unsaid = problems.filter(({ path }) => !isSaid(path));
  const told = problems.length > 0 && unsaid.length === 0 ? 'See the fields below.' : message;
  return <ErrorPanel {...text} message={told} problems={unsaid} />;
}

/** Makes a workflow; its run, or else the list, is shown afterwards. SECURITY: nothing that was filled in outlives this form. */
function useCreation(appId: string, schema: Schema) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (draft: Draft) => client.apps.create(toWorkflow(appId, schema, draft)),
    gcTime: 0,
    onSuccess: async ({ isReused, runId }: SavedAppWorkflow) => {
      if (isReused) return;
      await queryClient.invalidateQueries({ queryKey: workflowsQuery.queryKey });
      await navigate({ to: runId === null ? paths.workflows() : paths.run(runId) });
    },
  });
}

export function CreateWorkflowForm({ appId, schema }: { appId: string; schema: Schema }) {
  const [draft, setDraft] = useState(startDraft);
  const creating = useCreation(appId, schema);
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    creating.mutate(draft);
  };
  const taken = creating.data?.isReused === true ? 'You have a workflow of that name already.' : null;
  const { error } = creating;
  const form = {
    draft: draft.inputs,
    onChange: (part: InputDraft) => change({ inputs: { ...draft.inputs, ...part } }),
    problemAt: (place: string) => problemOf(error, `inputs.${place}`),
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack maw={640}>
        {creating.isError && <Failure error={error} schema={schema} />}
        <TextInput
          label="Name of the workflow"
          withAsterisk
          maxLength={200}
          autoComplete="off"
          error={taken ?? problemOf(error, 'name')}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <InputFields form={form} schema={schema} />
        <ScheduleFields draft={draft} onChange={change} error={error} />
        <Checkbox
          label="Run it at once"
          checked={draft.isRunAtOnce}
          onChange={(event) => change({ isRunAtOnce: event.currentTarget.checked })}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={creating.isPending}>
            Create
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
