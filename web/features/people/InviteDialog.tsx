import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type WorkspaceRole } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { SecretDialog } from '../../ui/SecretDialog.tsx';
import { createOneTimeLink, type OneTimeLink } from './one-time-link.ts';
import { OneTimeLinkText } from './OneTimeLinkText.tsx';
import { peopleQuery, rolesQuery } from './queries.ts';

interface InviteDialogProps {
  opened: boolean;
  onClose: () => void;
}

const roleDefault = '$member';

async function invite(email: string, role: WorkspaceRole): Promise<OneTimeLink> {
  const { id } = await client.people.create({ email, role });
  return createOneTimeLink({ id, username: email });
}

function InviteForm({ onInvited, onCancel }: { onInvited: (link: OneTimeLink) => void; onCancel: () => void }) {
  const [email, setEmail] = useState('');
  const [roleName, setRoleName] = useState(roleDefault);
  const roles = useQuery(rolesQuery);
  const queryClient = useQueryClient();
  const role = roles.data?.find(({ name }) => name === roleName);
  const inviting = useMutation({
    mutationFn: (chosen: WorkspaceRole) => invite(email.trim(), chosen),
    // The answer holds the link: nothing of it may stay behind in the cache.
    gcTime: 0,
    onSuccess: onInvited,
    onSettled: () => queryClient.invalidateQueries({ queryKey: peopleQuery.queryKey }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (role !== undefined) inviting.mutate(role);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {roles.isError && <ErrorPanel {...translateError(roles.error)} />}
        {inviting.isError && <ErrorPanel {...translateError(inviting.error)} />}
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="off"
          data-autofocus
          required
          withAsterisk={false}
          maxLength={320}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label="Role"
          description="Members edit, guests only read; what anybody sees is said by personas and connections."
          allowDeselect={false}
          data={(roles.data ?? []).map(({ name, label }) => ({ value: name, label }))}
          value={roleName}
          onChange={(name) => setRoleName(name ?? roleDefault)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={inviting.isPending} disabled={role === undefined}>
            Invite
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** First the form, then the link to hand over, once. SECURITY: the link lives in this component's state only. */
export function InviteDialog({ opened, onClose }: InviteDialogProps) {
  const [link, setLink] = useState<OneTimeLink | null>(null);
  const leave = (): void => {
    setLink(null);
    onClose();
  };
  return (
    <SecretDialog
      opened={opened}
      title={link === null ? 'Invite a person' : 'Invited'}
      isSecretShown={link !== null}
      onClose={leave}
    >
      {({ warned, close }) =>
        link === null ? (
          <InviteForm onInvited={setLink} onCancel={close} />
        ) : (
          <OneTimeLinkText link={link} warned={warned} onDone={close} />
        )
      }
    </SecretDialog>
  );
}
