import { Badge, Text } from '@mantine/core';
import { TimeText } from '../../ui/TimeText.tsx';
import { expiryState } from './token-attention.ts';

/** When a token ends; in colour where somebody should act, and never by colour alone. */
export function ExpiryText({ expiresAt }: { expiresAt: Date | null }) {
  const state = expiryState(expiresAt, new Date());
  if (expiresAt === null) {
    return (
      <Text size="sm" c="red">
        never
      </Text>
    );
  }
  if (state === 'expired') {
    return (
      <Badge variant="light" color="red" tt="none">
        expired
      </Badge>
    );
  }
  if (state === 'later') return <TimeText date={expiresAt} />;
  return (
    <Badge variant="light" color="orange" tt="none">
      <TimeText date={expiresAt} />
    </Badge>
  );
}
