import { Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type GovernedToken } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { tokensQuery } from './queries.ts';

interface SuspendTokenDialogProps {
  token: GovernedToken;
  onClose: () => void;
}

/** Switches a token off, or on again when it is off. */
export function SuspendTokenDialog({ token, onClose }: SuspendTokenDialogProps) {
  const [reason, setReason] = useState('');
  const queryClient = useQueryClient();
  const isSuspended = token.suspension !== null;
  const switching = useMutation({
    mutationFn: () =>
      isSuspended ? client.tokens.governed.resume(token.id) : client.tokens.governed.suspend(token.id, reason.trim()),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
  });
  return (
    <ConfirmDialog
      title={isSuspended ? `Resume ${token.displayName}` : `Suspend ${token.displayName}`}
      action={isSuspended ? 'Resume' : 'Suspend'}
      color={isSuspended ? undefined : 'red'}
      keep="Cancel"
      isPending={switching.isPending}
      isReady={isSuspended || reason.trim() !== ''}
      onConfirm={() => switching.mutate()}
      onClose={onClose}
    >
      {switching.isError && <ErrorPanel {...translateError(switching.error)} />}
      {isSuspended ? (
        <Text size="sm">
          {token.suspension?.reason === null
            ? 'It is switched off.'
            : `It is switched off: ${token.suspension?.reason}.`}{' '}
          Its secret works again at once.
        </Text>
      ) : (
        <>
          <Text size="sm">Whatever uses it is refused at once, until somebody resumes it. Its rights stay.</Text>
          <TextInput
            label="Reason"
            description="For whoever wonders why it stopped."
            data-autofocus
            required
            withAsterisk={false}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </>
      )}
    </ConfirmDialog>
  );
}
