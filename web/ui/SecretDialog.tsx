import { Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';

/** What the content of a secret dialog is told. */
interface SecretDialogParts {
  /** The person tried to leave already. */
  warned: boolean;
  close: () => void;
}

interface SecretDialogProps {
  opened: boolean;
  title: string;
  /** A secret stands in it: leaving asks once. */
  isSecretShown: boolean;
  children: (parts: SecretDialogParts) => ReactNode;
  onClose: () => void;
}

/** A dialog that is not left by accident while it shows a secret that nobody has taken yet. */
export function SecretDialog({ opened, title, isSecretShown, children, onClose }: SecretDialogProps) {
  const [warned, setWarned] = useState(false);
  const close = (): void => {
    setWarned(false);
    onClose();
  };
  /** A click beside the dialog or Escape must not lose the secret. */
  const leave = (): void => {
    if (isSecretShown && !warned) setWarned(true);
    else close();
  };
  return (
    <Modal opened={opened} onClose={leave} title={title} size="md" closeButtonProps={{ 'aria-label': 'Close' }}>
      {children({ warned, close })}
    </Modal>
  );
}
