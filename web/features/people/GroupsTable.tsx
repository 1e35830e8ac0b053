import { Badge, Button, Group as Row, Table, Text } from '@mantine/core';
import { type Group } from '../../../src/sdk/index.ts';
import classes from './People.module.css';

/** What an admin is about to do with a group. */
export interface GroupAct {
  kind: 'members' | 'delete';
  group: Group;
}

interface GroupsTableProps {
  groups: readonly Group[];
  onAct: (act: GroupAct) => void;
}

export function GroupsTable({ groups, onAct }: GroupsTableProps) {
  return (
    <Table layout="fixed" verticalSpacing="xs" aria-label="Groups">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Group</Table.Th>
          <Table.Th className={classes.narrow}>Members</Table.Th>
          <Table.Th className={classes.buttons}>
            <span className={classes.quiet}>Actions</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {groups.map((group) => (
          <Table.Tr key={group.id}>
            <Table.Td className={classes.name}>
              <Row gap="xs">
                <Text fw={500} size="sm">
                  {group.alias}
                </Text>
                {group.isDefault && (
                  <Badge variant="light" color="gray" tt="none">
                    everybody new
                  </Badge>
                )}
              </Row>
              <Text size="xs" c="dimmed">
                {group.description === '' ? group.name : group.description}
              </Text>
            </Table.Td>
            <Table.Td>{group.memberCount}</Table.Td>
            <Table.Td ta="right">
              <Button
                variant="subtle"
                size="compact-sm"
                onClick={() => onAct({ kind: 'members', group })}
                aria-label={`Members of ${group.alias}`}
              >
                Members
              </Button>
              <Button
                variant="subtle"
                color="red"
                size="compact-sm"
                onClick={() => onAct({ kind: 'delete', group })}
                aria-label={`Delete ${group.alias}`}
              >
                Delete
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
