import { Anchor, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ApiToken } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { tokensQuery } from './queries.ts';

interface DeleteTokenDialogProps {
  token: ApiToken;
  onClose: () => void;
  /** Deleting is not what helps somebody who lost the secret. */
  onRotate: () => void;
}

export function DeleteTokenDialog({ token, onClose, onRotate }: DeleteTokenDialogProps) {
  const queryClient = useQueryClient();
  const deleting = useMutation({
    mutationFn: () => client.tokens.delete(token.id),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
  });
  return (
    <ConfirmDialog
      title="Delete API token"
      action="Delete"
      color="red"
      keep="Keep it"
      isPending={deleting.isPending}
      onConfirm={() => deleting.mutate()}
      onClose={onClose}
    >
      {deleting.isError && <ErrorPanel {...translateError(deleting.error)} />}
      <Text size="sm">
        Whatever uses <b>{token.displayName}</b> stops working at once. This cannot be undone.
      </Text>
      <Text size="sm">
        Lost the secret?{' '}
        <Anchor component="button" type="button" inherit onClick={onRotate}>
          Rotate it instead
        </Anchor>
        : the token keeps its rights.
      </Text>
    </ConfirmDialog>
  );
}
