import { Button, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { isOver, type RunSummary } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { paths } from '../../app/paths.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { runsQuery } from './queries.ts';

type ActionProps = Pick<RunSummary, 'name' | 'workflowName'>;

function StopAction({ name }: ActionProps) {
  const [isAsked, setIsAsked] = useState(false);
  const close = (): void => setIsAsked(false);
  const stopping = useMutation({ mutationFn: () => client.workflows.stop(name), onSuccess: close });
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setIsAsked(true)}>
        Stop
      </Button>
      {isAsked && (
        <ConfirmDialog
          title="Stop this run"
          action="Stop it"
          color="red"
          keep="Let it go on"
          isPending={stopping.isPending}
          onConfirm={() => stopping.mutate()}
          onClose={close}
        >
          {stopping.isError && <ErrorPanel {...translateError(stopping.error)} />}
          <Text size="sm">What it has done so far stays. It ends as failed.</Text>
        </ConfirmDialog>
      )}
    </>
  );
}

function RerunAction({ workflowName }: ActionProps) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const rerunning = useMutation({
    mutationFn: () => client.workflows.rerun(workflowName),
    onSuccess: async ({ name }) => {
      await queryClient.invalidateQueries({ queryKey: runsQuery.queryKey });
      await navigate({ to: paths.run(name) });
    },
  });
  return (
    <>
      <Button variant="default" size="xs" loading={rerunning.isPending} onClick={() => rerunning.mutate()}>
        Run again
      </Button>
      {rerunning.isError && <ErrorPanel {...translateError(rerunning.error)} />}
    </>
  );
}

/** Stops a run that is going on, or runs its workflow again. The server says who may. */
export function RunActions({ run }: { run: RunSummary }) {
  return isOver(run.phase) ? <RerunAction {...run} /> : <StopAction {...run} />;
}
