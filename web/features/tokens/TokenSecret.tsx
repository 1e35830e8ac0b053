import { Alert, Button, Checkbox, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import classes from './TokenSecret.module.css';

interface TokenSecretProps {
  secret: string;
  /** The person tried to leave already. */
  warned: boolean;
  onDone: () => void;
}

/** The one time that a secret is shown. "Done" waits until the person says that it is kept. */
export function TokenSecret({ secret, warned, onDone }: TokenSecretProps) {
  const [stored, setStored] = useState(false);
  return (
    <Stack>
      <Text size="sm">This secret is shown only now and cannot be shown again. Put it into a secret store.</Text>
      <Code block className={classes.secret} aria-label="Secret of the API token">
        {secret}
      </Code>
      {warned && !stored && (
        <Alert color="orange" role="alert">
          The secret is not kept yet. Close once more to leave without it.
        </Alert>
      )}
      <Checkbox
        label="I have stored it"
        checked={stored}
        onChange={(event) => setStored(event.currentTarget.checked)}
      />
      <Group justify="flex-end">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
        <Button disabled={!stored} onClick={onDone}>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
