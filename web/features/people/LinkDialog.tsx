import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type Person } from '../../../src/sdk/index.ts';
import { translateError } from '../../api/translate-error.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { SecretDialog } from '../../ui/SecretDialog.tsx';
import { createOneTimeLink } from './one-time-link.ts';
import { OneTimeLinkText } from './OneTimeLinkText.tsx';

interface LinkDialogProps {
  person: Person;
  onClose: () => void;
}

/** Another link for somebody whose invitation has ended or whose password is lost. */
export function LinkDialog({ person, onClose }: LinkDialogProps) {
  const making = useMutation({ mutationFn: () => createOneTimeLink(person), gcTime: 0 });
  return (
    <SecretDialog
      opened
      title={`One-time link for ${person.username}`}
      isSecretShown={making.isSuccess}
      onClose={onClose}
    >
      {({ warned, close }) =>
        making.isSuccess ? (
          <OneTimeLinkText link={making.data} warned={warned} onDone={close} />
        ) : (
          <Stack>
            {making.isError && <ErrorPanel {...translateError(making.error)} />}
            <Text size="sm">
              With it <b>{person.username}</b> sets a new password. Until then the present one, if there is one, still
              works.
            </Text>
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button loading={making.isPending} onClick={() => making.mutate()}>
                Make the link
              </Button>
            </Group>
          </Stack>
        )
      }
    </SecretDialog>
  );
}
