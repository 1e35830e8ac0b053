import { Alert, Anchor, Group, Paper, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { isOver, type RunProgress, type RunStep } from '../../../src/sdk/index.ts';
import { translateError } from '../../api/translate-error.ts';
import { paths } from '../../app/paths.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { formatDuration } from '../../ui/format-time.ts';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { PhaseBadge } from './PhaseBadge.tsx';
import { runQuery } from './queries.ts';
import { RunActions } from './RunActions.tsx';
import { RunLog } from './RunLog.tsx';
import { RunSteps } from './RunSteps.tsx';
import { countsOf } from './run-counts.ts';
import { useRunNews } from './use-run-news.ts';

function Count({ name, value }: { name: string; value: string }) {
  return (
    <Paper withBorder p="sm" radius="md">
      <Text size="xs" c="dimmed">
        {name.slice(0, 1).toUpperCase() + name.slice(1)}
      </Text>
      <Text fw={700} size="xl">
        {value}
      </Text>
    </Paper>
  );
}

function timeText(run: RunProgress, startedAt: Date): string {
  const duration = formatDuration((run.finishedAt ?? new Date()).getTime() - startedAt.getTime());
  if (isOver(run.phase)) return `took ${duration}`;
  const left = run.secondsLeft === null ? '' : `, about ${formatDuration(run.secondsLeft * 1000)} left`;
  return `going on for ${duration}${left}`;
}

function StepsDone({ run, failed }: { run: RunProgress; failed: boolean }) {
  const { done, total } = run.steps;
  if (total === 0) return null;
  return (
    <div>
      <Text size="sm" mb={4}>
        {done} of {total} steps done
      </Text>
      <Progress
        color={failed ? 'red' : 'indigo'}
        value={(done / total) * 100}
        animated={!isOver(run.phase)}
        aria-label="Steps done"
      />
    </div>
  );
}

function RunView({ run, steps }: { run: RunProgress; steps: readonly RunStep[] }) {
  const assetsPerMinute = run.ratePerMinute['assets'];
  const failed = run.phase === 'Failed' || run.phase === 'Error';
  return (
    <Stack>
      <Group gap="sm">
        <div role="status">
          <PhaseBadge phase={run.phase} />
        </div>
        {run.startedAt !== null && (
          <Text size="sm" c="dimmed">
            started <TimeText date={run.startedAt} />, {timeText(run, run.startedAt)}
          </Text>
        )}
        <RunActions run={run} />
      </Group>
      {run.message !== null && run.message !== '' && (
        <Alert color={failed ? 'red' : 'gray'} title={failed ? 'Why it failed' : undefined}>
          {run.message}
        </Alert>
      )}
      <StepsDone run={run} failed={failed} />
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        {countsOf(run.totals).map(({ name, text }) => (
          <Count key={name} name={name} value={text} />
        ))}
        {assetsPerMinute !== undefined && (
          <Count name="assets per second" value={Math.round(assetsPerMinute / 60).toLocaleString('en')} />
        )}
      </SimpleGrid>
      <RunSteps steps={steps} />
      <RunLog lines={run.log} />
    </Stack>
  );
}

/** One run: phase, what it counted, its steps, what it said, as it happens until it is over. Rendered anew for another run. */
export function RunPage({ runName }: { runName: string }) {
  const { progress, steps, lines, isBroken } = useRunNews(runName);
  const run = useQuery(runQuery(runName, isBroken));
  const told = isBroken || progress === null ? {} : { ...progress, log: [...lines] };
  return (
    <>
      <Anchor component={Link} to={paths.runs()} size="sm">
        ← All runs
      </Anchor>
      <Title order={1} size="h3" mb="md" style={{ overflowWrap: 'anywhere' }}>
        {runName}
      </Title>
      {run.isError && <ErrorPanel {...translateError(run.error)} />}
      {run.isPending && <TableSkeleton label="Loading the run" />}
      {run.data !== undefined && <RunView run={{ ...run.data, ...told }} steps={steps} />}
    </>
  );
}
