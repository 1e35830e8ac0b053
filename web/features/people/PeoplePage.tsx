import { Button, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { translateError } from '../../api/translate-error.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { CreateGroupDialog } from './CreateGroupDialog.tsx';
import { DeleteGroupDialog } from './DeleteGroupDialog.tsx';
import { type GroupAct, GroupsTable } from './GroupsTable.tsx';
import { InviteDialog } from './InviteDialog.tsx';
import { MembersDialog } from './MembersDialog.tsx';
import { type PeopleState, readPeopleState } from './people-state.ts';
import { PeopleTable } from './PeopleTable.tsx';
import { type PersonAct } from './person-act.ts';
import { PersonDialogs } from './PersonDialogs.tsx';
import { groupsQuery, peopleQuery } from './queries.ts';

function People() {
  const people = useQuery(peopleQuery);
  const [act, setAct] = useState<PersonAct | null>(null);
  return (
    <>
      {people.isError && <ErrorPanel {...translateError(people.error)} />}
      {people.isPending && <TableSkeleton label="Loading the people" />}
      {people.isSuccess && <PeopleTable people={people.data} onAct={setAct} />}
      <PersonDialogs act={act} onClose={() => setAct(null)} />
    </>
  );
}

function Groups() {
  const groups = useQuery(groupsQuery);
  const [act, setAct] = useState<GroupAct | null>(null);
  const close = (): void => setAct(null);
  return (
    <>
      {groups.isError && <ErrorPanel {...translateError(groups.error)} />}
      {groups.isPending && <TableSkeleton label="Loading the groups" />}
      {groups.isSuccess && groups.data.length === 0 && (
        <EmptyState title="No group yet">
          A group stands for its members in admin lists and personas, so that those need no change when somebody comes
          or goes.
        </EmptyState>
      )}
      {groups.isSuccess && groups.data.length > 0 && <GroupsTable groups={groups.data} onAct={setAct} />}
      {act?.kind === 'members' && <MembersDialog group={act.group} onClose={close} />}
      {act?.kind === 'delete' && <DeleteGroupDialog group={act.group} onClose={close} />}
    </>
  );
}

interface PeoplePageProps {
  state: PeopleState;
  onChange: (state: PeopleState) => void;
}

/** Accounts and groups. The server says who may change them. */
export function PeoplePage({ state, onChange }: PeoplePageProps) {
  const list = state.list ?? 'people';
  const open = (dialog: PeopleState['dialog']): void => onChange(readPeopleState({ ...state, dialog }));
  const close = (): void => open(undefined);
  const action =
    list === 'people' ? (
      <Button onClick={() => open('invite')}>Invite</Button>
    ) : (
      <Button onClick={() => open('create-group')}>Create group</Button>
    );
  return (
    <>
      <PageTitle action={action}>People</PageTitle>
      <Tabs value={list} onChange={(value) => onChange(readPeopleState({ list: value }))} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="people">People</Tabs.Tab>
          <Tabs.Tab value="groups">Groups</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="people">
          <People />
        </Tabs.Panel>
        <Tabs.Panel value="groups">
          <Groups />
        </Tabs.Panel>
      </Tabs>
      <InviteDialog opened={state.dialog === 'invite'} onClose={close} />
      {state.dialog === 'create-group' && <CreateGroupDialog onClose={close} />}
    </>
  );
}
