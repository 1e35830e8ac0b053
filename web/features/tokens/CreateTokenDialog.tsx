import { Modal } from '@mantine/core';
import { useState } from 'react';
import { type CreatedToken } from '../../../src/sdk/index.ts';
import { CreateTokenForm } from './CreateTokenForm.tsx';
import { TokenSecret } from './TokenSecret.tsx';

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
  const [warned, setWarned] = useState(false);
  const close = (): void => {
    setCreated(null);
    setWarned(false);
    onClose();
  };
  /** A click beside the dialog or Escape must not lose a secret that nobody has taken yet: that asks once. */
  const leave = (): void => {
    if (created !== null && !warned) setWarned(true);
    else close();
  };
  return (
    <Modal
      opened={opened}
      onClose={leave}
      title={created === null ? 'Create API token' : `API token ${created.token.displayName}`}
      size="md"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {created === null ? (
        <CreateTokenForm onCreated={setCreated} onCancel={close} />
      ) : (
        <TokenSecret secret={created.secret} warned={warned} onDone={close} />
      )}
    </Modal>
  );
}
