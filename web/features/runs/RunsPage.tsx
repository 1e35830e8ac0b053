import { Anchor, Code, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type RunSummary } from '../../../src/sdk/index.ts';
import { translateError } from '../../api/translate-error.ts';
import { paths } from '../../app/paths.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { formatDuration } from '../../ui/format-time.ts';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { PhaseBadge } from './PhaseBadge.tsx';
import { runsQuery } from './queries.ts';
import { countsText } from './run-counts.ts';
import classes from './Runs.module.css';

function durationText(run: RunSummary): string {
  if (run.startedAt === null) return '';
  return formatDuration((run.finishedAt ?? new Date()).getTime() - run.startedAt.getTime());
}

function RunsTable({ runs }: { runs: readonly RunSummary[] }) {
  return (
    <Table layout="fixed" verticalSpacing="xs" aria-label="Runs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Run</Table.Th>
          <Table.Th className={classes.phase}>Phase</Table.Th>
          <Table.Th visibleFrom="sm">Progress</Table.Th>
          <Table.Th visibleFrom="sm" className={classes.time}>
            Started
          </Table.Th>
          <Table.Th visibleFrom="md" className={classes.time}>
            Duration
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {runs.map((run) => (
          <Table.Tr key={run.name}>
            <Table.Td className={classes.name}>
              <Anchor component={Link} to={paths.run(run.name)} size="sm" fw={500}>
                {run.name}
              </Anchor>
              <Text size="xs" c="dimmed" hiddenFrom="sm">
                {countsText(run.totals)}
              </Text>
            </Table.Td>
            <Table.Td>
              <PhaseBadge phase={run.phase} />
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <Text size="sm">{countsText(run.totals)}</Text>
              {run.phase === 'Failed' && (
                <Text size="xs" c="dimmed" lineClamp={2}>
                  {run.message}
                </Text>
              )}
            </Table.Td>
            <Table.Td visibleFrom="sm">{run.startedAt !== null && <TimeText date={run.startedAt} />}</Table.Td>
            <Table.Td visibleFrom="md">{durationText(run)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** The newest runs that the person may see, kept fresh while any is going on. */
export function RunsPage() {
  const runs = useQuery(runsQuery);
  return (
    <>
      <PageTitle>Runs</PageTitle>
      {runs.isError && <ErrorPanel {...translateError(runs.error)} />}
      {runs.isPending && <TableSkeleton label="Loading the runs" />}
      {runs.isSuccess && runs.data.length === 0 && (
        <EmptyState title="Nothing has run yet">
          Crawl AWS Glue with <Code>clavis crawl glue</Code>, with any Atlan client, or with{' '}
          <Anchor component={Link} to={paths.newWorkflow()}>
            a new workflow
          </Anchor>
          ; the run shows up here at once.
        </EmptyState>
      )}
      {runs.isSuccess && runs.data.length > 0 && <RunsTable runs={runs.data} />}
    </>
  );
}
