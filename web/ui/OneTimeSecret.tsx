import { Alert, Button, Checkbox, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import classes from './OneTimeSecret.module.css';

interface OneTimeSecretProps {
  /** What the secret is, for who cannot see it, such as "Secret of the API token". */
  label: string;
  secret: string;
  /** What to do with it. */
  children: ReactNode;
  /** What the person says before "Done". */
  stored?: string;
  /** The person tried to leave already. */
  warned: boolean;
  onDone: () => void;
}

/** The one time that a secret is shown. "Done" waits until the person says that it is kept. */
export function OneTimeSecret(props: OneTimeSecretProps) {
  const { label, secret, children, stored = 'I have stored it', warned, onDone } = props;
  const [isStored, setStored] = useState(false);
  return (
    <Stack>
      <Text size="sm" component="div">
        {children}
      </Text>
      <Code block className={classes.secret} aria-label={label}>
        {secret}
      </Code>
      {warned && !isStored && (
        <Alert color="orange" role="alert">
          The secret is not kept yet. Close once more to leave without it.
        </Alert>
      )}
      <Checkbox label={stored} checked={isStored} onChange={(event) => setStored(event.currentTarget.checked)} />
      <Group justify="flex-end">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
        <Button disabled={!isStored} onClick={onDone}>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
