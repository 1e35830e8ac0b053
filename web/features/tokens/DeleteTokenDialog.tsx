import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ApiToken } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { tokensQuery } from './queries.ts';

interface DeleteTokenDialogProps {
  /** Null while nothing is to be deleted. */
  token: ApiToken | null;
  onClose: () => void;
}

function Confirmation({ token, onClose }: { token: ApiToken; onClose: () => void }) {
  const queryClient = useQueryClient();
  const deleting = useMutation({
    mutationFn: () => client.tokens.delete(token.id),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
  });
  return (
    <Stack>
      {deleting.isError && <ErrorPanel {...translateError(deleting.error)} />}
      <Text size="sm">
        Whatever uses <b>{token.displayName}</b> stops working at once. This cannot be undone.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep it
        </Button>
        <Button color="red" loading={deleting.isPending} onClick={() => deleting.mutate()}>
          Delete
        </Button>
      </Group>
    </Stack>
  );
}

export function DeleteTokenDialog({ token, onClose }: DeleteTokenDialogProps) {
  return (
    <Modal
      opened={token !== null}
      onClose={onClose}
      title="Delete API token"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {token !== null && <Confirmation token={token} onClose={onClose} />}
    </Modal>
  );
}
