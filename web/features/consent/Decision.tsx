import { Button, Group } from '@mantine/core';

export type DecisionWord = 'allow' | 'refuse';

interface DecisionProps {
  /** The one that is on its way to the server. */
  pending: DecisionWord | null;
  onDecide: (decision: DecisionWord) => void;
}

/** Neither is chosen beforehand: whoever only presses Enter has not allowed anything. */
export function Decision({ pending, onDecide }: DecisionProps) {
  return (
    <Group grow>
      <Button
        variant="default"
        loading={pending === 'refuse'}
        disabled={pending === 'allow'}
        onClick={() => onDecide('refuse')}
      >
        Refuse
      </Button>
      <Button loading={pending === 'allow'} disabled={pending === 'refuse'} onClick={() => onDecide('allow')}>
        Allow
      </Button>
    </Group>
  );
}
