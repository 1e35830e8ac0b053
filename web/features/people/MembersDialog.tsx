import { Button, Group as Row, Modal, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Group } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { groupsQuery, membersQuery, peopleQuery } from './queries.ts';

interface MembersDialogProps {
  group: Group;
  onClose: () => void;
}

interface Change {
  kind: 'add' | 'remove';
  personId: string;
}

/** Who is in a group; a change takes effect at once. */
export function MembersDialog({ group, onClose }: MembersDialogProps) {
  const members = useQuery(membersQuery(group.id));
  const people = useQuery(peopleQuery);
  const queryClient = useQueryClient();
  const changing = useMutation({
    mutationFn: ({ kind, personId }: Change) =>
      kind === 'add' ? client.groups.addMember(group.id, personId) : client.groups.removeMember(group.id, personId),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: membersQuery(group.id).queryKey });
      await queryClient.invalidateQueries({ queryKey: groupsQuery.queryKey });
    },
  });
  const inside = new Set((members.data ?? []).map(({ id }) => id));
  const others = (people.data ?? []).filter(({ id }) => !inside.has(id));
  const failure = changing.error ?? members.error ?? people.error;
  return (
    <Modal opened onClose={onClose} title={`Members of ${group.alias}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        {failure !== null && <ErrorPanel {...translateError(failure)} />}
        {members.isPending && <TableSkeleton label="Loading the members" />}
        {members.isSuccess && members.data.length === 0 && (
          <Text size="sm" c="dimmed">
            Nobody is in it yet.
          </Text>
        )}
        {members.data?.map((person) => (
          <Row key={person.id} justify="space-between" wrap="nowrap">
            <Text size="sm">{person.username}</Text>
            <Button
              variant="subtle"
              color="red"
              size="compact-sm"
              loading={changing.isPending && changing.variables.personId === person.id}
              onClick={() => changing.mutate({ kind: 'remove', personId: person.id })}
              aria-label={`Take ${person.username} out`}
            >
              Take out
            </Button>
          </Row>
        ))}
        <Select
          label="Add a person"
          placeholder={others.length === 0 ? 'Everybody is in it' : 'Choose'}
          searchable
          nothingFoundMessage="Nobody"
          disabled={others.length === 0}
          data={others.map(({ id, username }) => ({ value: id, label: username }))}
          value={null}
          onChange={(personId) => personId !== null && changing.mutate({ kind: 'add', personId })}
        />
        <Row justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Row>
      </Stack>
    </Modal>
  );
}
