import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Schedule } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { type ListedWorkflow, workflowsQuery } from './queries.ts';

interface TimesProps {
  cron: string;
  timezone: string;
  nextAt: Date | null;
}

function Times({ cron, timezone, nextAt }: TimesProps) {
  return (
    <div>
      <Text size="sm">
        {cron} {timezone}
      </Text>
      <Text size="xs" c="dimmed">
        {nextAt === null ? 'paused' : <TimeText date={nextAt} />}
      </Text>
    </div>
  );
}

function PausableSchedule({ schedule, title }: { schedule: Schedule; title: string }) {
  const queryClient = useQueryClient();
  const { workflowName, isPaused, nextAt } = schedule;
  const switching = useMutation({
    mutationFn: () => (isPaused ? client.schedules.resume(workflowName) : client.schedules.pause(workflowName)),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: workflowsQuery.queryKey }),
  });
  const action = isPaused ? 'Resume' : 'Pause';
  return (
    <>
      <Group gap="sm" wrap="nowrap">
        <Times cron={schedule.cron} timezone={schedule.timezone} nextAt={isPaused ? null : nextAt} />
        <Button
          size="compact-xs"
          variant="default"
          loading={switching.isPending}
          aria-label={`${action} the schedule of ${title}`}
          onClick={() => switching.mutate()}
        >
          {action}
        </Button>
      </Group>
      {switching.isError && (
        <Text size="xs" c="red" role="alert">
          {translateError(switching.error).message}
        </Text>
      )}
    </>
  );
}

/** When a workflow runs by itself. */
export function ScheduleCell({ workflow }: { workflow: ListedWorkflow }) {
  const { schedule, appSchedules, title } = workflow;
  return (
    <>
      {schedule !== null && <PausableSchedule schedule={schedule} title={title} />}
      {appSchedules.map(({ triggerId, cron, timezone, nextRunAt }) => (
        <Times key={triggerId} cron={cron} timezone={timezone} nextAt={nextRunAt} />
      ))}
    </>
  );
}
