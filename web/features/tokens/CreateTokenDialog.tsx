import { Text } from '@mantine/core';
import { useState } from 'react';
import { type CreatedToken } from '../../../src/sdk/index.ts';
import { OneTimeSecret } from '../../ui/OneTimeSecret.tsx';
import { SecretDialog } from '../../ui/SecretDialog.tsx';
import { CreateTokenForm } from './CreateTokenForm.tsx';

interface CreateTokenDialogProps {
  opened: boolean;
  onClose: () => void;
}

/**
 * First the form, then the secret, once. SECURITY: the secret lives in this component's state only, not in the query
 * cache, the address or any storage, and is gone when the dialog closes.
 */
export function CreateTokenDialog({ opened, onClose }: CreateTokenDialogProps) {
  const [created, setCreated] = useState<CreatedToken | null>(null);
  const leave = (): void => {
    setCreated(null);
    onClose();
  };
  return (
    <SecretDialog
      opened={opened}
      title={created === null ? 'Create API token' : `API token ${created.token.displayName}`}
      isSecretShown={created !== null}
      onClose={leave}
    >
      {({ warned, close }) =>
        created === null ? (
          <CreateTokenForm onCreated={setCreated} onCancel={close} />
        ) : (
          <OneTimeSecret label="Secret of the API token" secret={created.secret} warned={warned} onDone={close}>
            <Text size="sm">
              This secret is shown only now and cannot be shown again. Put it into a secret store. Lost it later? Rotate
              the token; its rights stay.
            </Text>
          </OneTimeSecret>
        )
      }
    </SecretDialog>
  );
}
