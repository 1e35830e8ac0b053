import { Badge } from '@mantine/core';
import { type RunPhase } from '../../../src/sdk/index.ts';

const phaseColors: Record<RunPhase, string> = {
  Pending: 'gray',
  Running: 'blue',
  Succeeded: 'teal',
  Failed: 'red',
  Error: 'red',
};

export function PhaseBadge({ phase }: { phase: RunPhase }) {
  return (
    <Badge variant="light" color={phaseColors[phase]} tt="none">
      {phase}
    </Badge>
  );
}
