import { Button, Table, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { paths } from '../../app/paths.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { type ListedWorkflow, workflowsQuery } from './queries.ts';
import { ScheduleCell } from './ScheduleCell.tsx';
import classes from './Workflows.module.css';

interface RowProps {
  workflow: ListedWorkflow;
  isStarting: boolean;
  onRun: () => void;
}

function WorkflowRow({ workflow, isStarting, onRun }: RowProps) {
  const { name, title, packageId, creator } = workflow;
  return (
    <Table.Tr>
      <Table.Td className={classes.name}>
        <Text size="sm" fw={500}>
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          {[...(title === name ? [] : [name]), ...(creator === null ? [] : [`by ${creator}`])].join(', ')}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm" className={classes.name}>
        {packageId}
      </Table.Td>
      <Table.Td visibleFrom="md">
        <ScheduleCell workflow={workflow} />
      </Table.Td>
      <Table.Td>
        <Button size="xs" variant="default" loading={isStarting} aria-label={`Run ${title}`} onClick={onRun}>
          Run
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}

function WorkflowsTable({ workflows }: { workflows: readonly ListedWorkflow[] }) {
  const navigate = useNavigate();
  const starting = useMutation({
    mutationFn: (name: string) => client.workflows.rerun(name),
    onSuccess: ({ name }) => navigate({ to: paths.run(name) }),
  });
  return (
    <>
      {starting.isError && <ErrorPanel {...translateError(starting.error)} />}
      <Table layout="fixed" verticalSpacing="xs" aria-label="Workflows">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Workflow</Table.Th>
            <Table.Th visibleFrom="sm">Package</Table.Th>
            <Table.Th visibleFrom="md" className={classes.schedule}>
              Schedule
            </Table.Th>
            <Table.Th className={classes.action}>
              <span aria-hidden />
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {workflows.map((workflow) => (
            <WorkflowRow
              key={workflow.name}
              workflow={workflow}
              isStarting={starting.isPending && starting.variables === workflow.name}
              onRun={() => starting.mutate(workflow.name)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

/** The workflows that the person may see, to run and to hold. The server says who may. */
export function WorkflowsPage() {
  const workflows = useQuery(workflowsQuery);
  const create = (
    <Button component={Link} to={paths.newWorkflow()}>
      New workflow
    </Button>
  );
  const isEmpty = workflows.isSuccess && workflows.data.length === 0;
  return (
    <>
      <PageTitle action={isEmpty ? null : create}>Workflows</PageTitle>
      {workflows.isError && <ErrorPanel {...translateError(workflows.error)} />}
      {workflows.isPending && <TableSkeleton label="Loading the workflows" />}
      {isEmpty && (
        <EmptyState title="No workflow yet" action={create}>
          A workflow is what runs: a crawl, an import, or a package of your own. It may run by itself at times you
          choose.
        </EmptyState>
      )}
      {workflows.isSuccess && !isEmpty && <WorkflowsTable workflows={workflows.data} />}
    </>
  );
}
