import { ActionIcon, Badge, Group, Menu, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Person } from '../../../src/sdk/index.ts';
import { sessionQuery } from '../../api/session.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './People.module.css';
import { type PersonAct } from './person-act.ts';

interface PeopleTableProps {
  people: readonly Person[];
  onAct: (act: PersonAct) => void;
}

function Actions({ person, onAct }: { person: Person; onAct: PeopleTableProps['onAct'] }) {
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${person.username}`}>
          <span aria-hidden>⋯</span>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onAct({ kind: 'role', person })}>Change role</Menu.Item>
        {person.isEnabled && <Menu.Item onClick={() => onAct({ kind: 'link', person })}>One-time link</Menu.Item>}
        <Menu.Item onClick={() => onAct({ kind: person.isEnabled ? 'disable' : 'enable', person })}>
          {person.isEnabled ? 'Disable' : 'Enable'}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" onClick={() => onAct({ kind: 'remove', person })}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function PeopleTable({ people, onAct }: PeopleTableProps) {
  const me = useQuery(sessionQuery).data?.username;
  return (
    <Table layout="fixed" verticalSpacing="xs" aria-label="People">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Person</Table.Th>
          <Table.Th className={classes.narrow}>Role</Table.Th>
          <Table.Th visibleFrom="sm" className={classes.time}>
            Last sign-in
          </Table.Th>
          <Table.Th className={classes.action}>
            <span className={classes.quiet}>Actions</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map((person) => (
          <Table.Tr key={person.id}>
            <Table.Td className={classes.name}>
              <Group gap="xs">
                <Text fw={500} size="sm">
                  {person.name === '' ? person.username : person.name}
                </Text>
                {person.username === me && (
                  <Badge variant="light" color="teal" tt="none">
                    you
                  </Badge>
                )}
                {!person.isEnabled && (
                  <Badge variant="light" color="red" tt="none">
                    disabled
                  </Badge>
                )}
              </Group>
              <Text size="xs" c="dimmed">
                {[person.name === '' ? null : person.username, person.email].filter((part) => part !== null).join(', ')}
              </Text>
            </Table.Td>
            <Table.Td>{person.role.replace(/^\$/, '')}</Table.Td>
            <Table.Td visibleFrom="sm">
              {person.lastSignInAt === null ? (
                <Text size="sm" c="dimmed">
                  never
                </Text>
              ) : (
                <TimeText date={person.lastSignInAt} />
              )}
            </Table.Td>
            <Table.Td ta="right">{person.username !== me && <Actions person={person} onAct={onAct} />}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
