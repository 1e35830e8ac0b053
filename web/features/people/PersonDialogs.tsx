import { Select, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Person } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { LinkDialog } from './LinkDialog.tsx';
import { type PersonAct } from './person-act.ts';
import { peopleQuery, rolesQuery } from './queries.ts';

interface DialogProps {
  person: Person;
  onClose: () => void;
}

/** One change of an account, after which the list is read anew and the dialog closes. */
function useChange(change: () => Promise<unknown>, onClose: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: peopleQuery.queryKey });
    },
  });
}

function RoleDialog({ person, onClose }: DialogProps) {
  const roles = useQuery(rolesQuery);
  const [roleName, setRoleName] = useState(person.role);
  const role = roles.data?.find(({ name }) => name === roleName);
  const changing = useChange(async () => {
    if (role !== undefined) await client.people.changeRole(person.id, role);
  }, onClose);
  return (
    <ConfirmDialog
      title={`Role of ${person.username}`}
      action="Change role"
      keep="Cancel"
      isPending={changing.isPending}
      isReady={role !== undefined && roleName !== person.role}
      onConfirm={() => changing.mutate()}
      onClose={onClose}
    >
      {changing.isError && <ErrorPanel {...translateError(changing.error)} />}
      <Select
        label="Role"
        description="Their sessions end: they sign in again with the new one."
        allowDeselect={false}
        data={(roles.data ?? []).map(({ name, label }) => ({ value: name, label }))}
        value={roleName}
        onChange={(name) => setRoleName(name ?? person.role)}
      />
    </ConfirmDialog>
  );
}

function SwitchDialog({ person, onClose }: DialogProps) {
  const switching = useChange(
    () => (person.isEnabled ? client.people.disable(person.id) : client.people.enable(person.id)),
    onClose,
  );
  return (
    <ConfirmDialog
      title={person.isEnabled ? `Disable ${person.username}` : `Enable ${person.username}`}
      action={person.isEnabled ? 'Disable' : 'Enable'}
      color={person.isEnabled ? 'red' : undefined}
      keep="Cancel"
      isPending={switching.isPending}
      onConfirm={() => switching.mutate()}
      onClose={onClose}
    >
      {switching.isError && <ErrorPanel {...translateError(switching.error)} />}
      <Text size="sm">
        {person.isEnabled
          ? 'They are signed out everywhere at once and cannot sign in. API tokens that they made go on working.'
          : 'They can sign in again, with the rights that they had.'}
      </Text>
    </ConfirmDialog>
  );
}

function RemoveDialog({ person, onClose }: DialogProps) {
  const people = useQuery(peopleQuery);
  const [transferTo, setTransferTo] = useState<string | null>(null);
  const removing = useChange(() => client.people.remove(person.id, transferTo === null ? {} : { transferTo }), onClose);
  const successors = (people.data ?? []).filter(({ id, isEnabled }) => isEnabled && id !== person.id);
  return (
    <ConfirmDialog
      title={`Remove ${person.username}`}
      action="Remove"
      color="red"
      keep="Keep"
      isPending={removing.isPending}
      onConfirm={() => removing.mutate()}
      onClose={onClose}
    >
      {removing.isError && <ErrorPanel {...translateError(removing.error)} />}
      <Text size="sm">
        The account is gone for good. API tokens that they made go on working; somebody else has to answer for them.
      </Text>
      <Select
        label="Who takes over"
        description="Connections that nobody else administers need somebody."
        placeholder="Nobody"
        clearable
        searchable
        data={successors.map(({ username }) => username)}
        value={transferTo}
        onChange={setTransferTo}
      />
    </ConfirmDialog>
  );
}

/** The dialog of what is about to be done, if anything is. */
export function PersonDialogs({ act, onClose }: { act: PersonAct | null; onClose: () => void }) {
  if (act === null) return null;
  const { person } = act;
  switch (act.kind) {
    case 'role':
      return <RoleDialog person={person} onClose={onClose} />;
    case 'link':
      return <LinkDialog person={person} onClose={onClose} />;
    case 'disable':
    case 'enable':
      return <SwitchDialog person={person} onClose={onClose} />;
    case 'remove':
      return <RemoveDialog person={person} onClose={onClose} />;
  }
}
