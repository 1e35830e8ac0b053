import { Button, Code, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { useConfirmation } from '../../api/use-confirmation.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { formatAbsolute } from '../../ui/format-time.ts';
import { OneTimeSecret } from '../../ui/OneTimeSecret.tsx';
import { PasswordPrompt } from '../../ui/PasswordPrompt.tsx';
import { SecretDialog } from '../../ui/SecretDialog.tsx';
import { Section } from './Section.tsx';

/**
 * Hands out a bearer for a script. SECURITY: it lives in this component's state only, and `reset` at closing forgets it:
 * not in the query cache (`gcTime` 0), the address or any storage.
 */
export function BearerSection() {
  const making = useMutation({ mutationFn: () => client.sessions.createBearer(), gcTime: 0 });
  const confirmation = useConfirmation(making.error, () => making.mutate());
  const isFailed = making.isError && !confirmation.isNeeded;
  return (
    <Section
      title="Bearer token for a script"
      intro="Acts as you, with all that you may do, for 60 minutes. It is refused as soon as you sign out of this browser."
      action={
        <Button variant="default" loading={making.isPending} onClick={() => making.mutate()}>
          Copy a bearer token
        </Button>
      }
    >
      {isFailed && <ErrorPanel {...translateError(making.error)} />}
      <SecretDialog
        opened={making.isSuccess || confirmation.isNeeded}
        title={making.isSuccess ? 'Your bearer token' : 'Confirm your password'}
        isSecretShown={making.isSuccess}
        onClose={() => making.reset()}
      >
        {({ warned, close }) =>
          making.isSuccess ? (
            <OneTimeSecret
              label="Bearer token"
              stored="I have copied it"
              secret={making.data.secret}
              warned={warned}
              onDone={close}
            >
              <Text size="sm" mb={4}>
                Shown only now. Send it as <Code>Authorization: Bearer …</Code>, or set <Code>CLAVIS_TOKEN</Code>.
              </Text>
              <Text size="sm">
                Whoever has it is you until {formatAbsolute(making.data.expiresAt)} or until you sign out. For a script
                that stays, an API token is the right thing.
              </Text>
            </OneTimeSecret>
          ) : (
            <PasswordPrompt {...confirmation} onSubmit={confirmation.confirm} onCancel={close} />
          )
        }
      </SecretDialog>
    </Section>
  );
}
