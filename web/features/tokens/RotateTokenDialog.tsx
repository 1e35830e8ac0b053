import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type GovernedToken, type RotatedToken } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { useConfirmation } from '../../api/use-confirmation.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { formatAbsolute } from '../../ui/format-time.ts';
import { OneTimeSecret } from '../../ui/OneTimeSecret.tsx';
import { PasswordPrompt } from '../../ui/PasswordPrompt.tsx';
import { SecretDialog } from '../../ui/SecretDialog.tsx';
import { tokensQuery } from './queries.ts';

interface RotateTokenDialogProps {
  /** Null while none is to be rotated. */
  token: GovernedToken | null;
  onClose: () => void;
}

const overlapChoices = [
  { value: '0', label: 'ends now: it is known to somebody else' },
  { value: '3600', label: 'works for an hour' },
  { value: '86400', label: 'works for a day' },
  { value: '604800', label: 'works for a week' },
];
const overlapDefault = '86400';

interface RotateFormProps {
  token: GovernedToken;
  onRotated: (rotated: RotatedToken) => void;
  onCancel: () => void;
}

function RotateForm({ token, onRotated, onCancel }: RotateFormProps) {
  const [overlap, setOverlap] = useState(overlapDefault);
  const queryClient = useQueryClient();
  const rotating = useMutation({
    mutationFn: () => client.tokens.governed.rotate(token.id, { overlapSeconds: Number(overlap) }),
    // The answer holds the secret: nothing of it may stay behind in the cache.
    gcTime: 0,
    onSuccess: async (rotated) => {
      onRotated(rotated);
      await queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
  });
  const confirmation = useConfirmation(rotating.error, () => rotating.mutate());
  if (confirmation.isNeeded) {
    return <PasswordPrompt {...confirmation} onSubmit={confirmation.confirm} onCancel={onCancel} />;
  }
  return (
    <Stack>
      {rotating.isError && <ErrorPanel {...translateError(rotating.error)} />}
      <Text size="sm">
        <b>{token.displayName}</b> gets a new secret. It stays the same token: role, personas and expiry do not change.
      </Text>
      <Select
        label="The present secret"
        description="It ends earlier, ten minutes after the new one is first used."
        allowDeselect={false}
        data={overlapChoices}
        value={overlap}
        onChange={(value) => setOverlap(value ?? overlapDefault)}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel} data-autofocus>
          Cancel
        </Button>
        <Button loading={rotating.isPending} onClick={() => rotating.mutate()}>
          Rotate
        </Button>
      </Group>
    </Stack>
  );
}

/** A new secret, shown once. SECURITY: it lives in this component's state only and is gone when the dialog closes. */
export function RotateTokenDialog({ token, onClose }: RotateTokenDialogProps) {
  const [rotated, setRotated] = useState<RotatedToken | null>(null);
  const leave = (): void => {
    setRotated(null);
    onClose();
  };
  const name = token?.displayName ?? '';
  return (
    <SecretDialog
      opened={token !== null}
      title={rotated === null ? `Rotate ${name}` : `New secret of ${name}`}
      isSecretShown={rotated !== null}
      onClose={leave}
    >
      {({ warned, close }) =>
        token !== null &&
        (rotated === null ? (
          <RotateForm token={token} onRotated={setRotated} onCancel={close} />
        ) : (
          <OneTimeSecret label="Secret of the API token" secret={rotated.secret} warned={warned} onDone={close}>
            <Text size="sm" mb={4}>
              This secret is shown only now. Put it into a secret store, then into whatever uses the token.
            </Text>
            <Text size="sm">
              {rotated.predecessor === null || rotated.predecessor.retiresAt <= new Date()
                ? 'The old secret does not work any more.'
                : `The old one works until ${formatAbsolute(rotated.predecessor.retiresAt)} at the latest.`}
            </Text>
          </OneTimeSecret>
        ))
      }
    </SecretDialog>
  );
}
