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
  const { name, isPaused, nextAt } = schedule;
  const switching = useMutation({
    mutationFn: () => (isPaused ? client.schedules.resume(name) : client.schedules.pause(name)),
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
  const { schedules, title } = workflow;
  return schedules.map((schedule) => {
    // Of several each has to be known from the others, by those who hear the page too.
    const known = schedules.length === 1 ? title : `${title} at ${schedule.cron}`;
    return <PausableSchedule key={schedule.name} schedule={schedule} title={known} />;
  });
}
