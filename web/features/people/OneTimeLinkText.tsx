import { Text } from '@mantine/core';
import { formatAbsolute } from '../../ui/format-time.ts';
import { OneTimeSecret } from '../../ui/OneTimeSecret.tsx';
import { type OneTimeLink } from './one-time-link.ts';

interface OneTimeLinkTextProps {
  link: OneTimeLink;
  warned: boolean;
  onDone: () => void;
}

/** The link to hand over, shown once. */
export function OneTimeLinkText({ link, warned, onDone }: OneTimeLinkTextProps) {
  return (
    <OneTimeSecret
      label="One-time link"
      stored="I have handed it over"
      secret={link.url}
      warned={warned}
      onDone={onDone}
    >
      <Text size="sm">
        Give this link to <b>{link.username}</b> where only they can read it. It sets a password once, until{' '}
        {formatAbsolute(link.expiresAt)}, and lets in whoever has it. It is shown only now; a new one ends it.
      </Text>
    </OneTimeSecret>
  );
}
