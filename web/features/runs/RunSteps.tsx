import { Badge, Table, Text, Title } from '@mantine/core';
import { type RunStep } from '../../../src/sdk/index.ts';
import classes from './Runs.module.css';

type State = RunStep['state'];

const stateColors: Record<State, string> = {
  waiting: 'gray',
  queued: 'gray',
  running: 'blue',
  retrying: 'orange',
  succeeded: 'teal',
  failed: 'red',
  cancelled: 'gray',
};

const shownMax = 100;
/** What wants attention is shown first. */
const firstStates: readonly State[] = ['failed', 'retrying', 'running'];

function rankOf({ state }: RunStep): number {
  const rank = firstStates.indexOf(state);
  return rank === -1 ? firstStates.length : rank;
}

function StepRow({ step }: { step: RunStep }) {
  return (
    <Table.Tr>
      <Table.Td className={classes.name}>
        <Text size="sm">{step.label}</Text>
        {step.message !== null && step.message !== '' && (
          <Text size="xs" c="dimmed">
            {step.message}
          </Text>
        )}
      </Table.Td>
      <Table.Td className={classes.phase}>
        <Badge variant="light" color={stateColors[step.state]} tt="none">
          {step.state}
        </Badge>
      </Table.Td>
      <Table.Td className={classes.time}>
        {step.attempt > 1 && <Text size="sm">begun {step.attempt} times</Text>}
      </Table.Td>
    </Table.Tr>
  );
}

/** The steps that the package planned. */
export function RunSteps({ steps }: { steps: readonly RunStep[] }) {
  const planned = steps.filter(({ kind }) => kind === 'step');
  if (planned.length === 0) return null;
  const shown = [...planned].sort((one, other) => rankOf(one) - rankOf(other)).slice(0, shownMax);
  return (
    <section aria-label="Steps">
      <Title order={2} size="h5" mb="xs">
        Steps
      </Title>
      <Table verticalSpacing={4} aria-label="Steps">
        <Table.Tbody>
          {shown.map((step) => (
            <StepRow key={step.key} step={step} />
          ))}
        </Table.Tbody>
      </Table>
      {planned.length > shown.length && (
        <Text size="sm" c="dimmed">
          and {(planned.length - shown.length).toLocaleString('en')} more
        </Text>
      )}
    </section>
  );
}
