import { Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode } from 'react';

interface ConfirmDialogProps {
  title: string;
  /** What will happen, what is still to be filled in, and a failure of it. */
  children: ReactNode;
  /** What the button that does it says. */
  action: string;
  /** `red` for what takes something away from somebody. */
  color?: 'red' | undefined;
  /** What the button that does not says. */
  keep: string;
  isPending: boolean;
  /** False while something is to be filled in. */
  isReady?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that somebody else will notice. Open as long as it is rendered. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, action, color, keep, isPending, isReady = true, onConfirm, onClose } = props;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) onConfirm();
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <Stack>
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              {keep}
            </Button>
            <Button type="submit" {...(color === undefined ? {} : { color })} loading={isPending} disabled={!isReady}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
