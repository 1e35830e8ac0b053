import { Badge, Button, Table, Text } from '@mantine/core';
import { type ApiToken } from '../../../src/sdk/index.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './TokenTable.module.css';

interface TokenTableProps {
  tokens: readonly ApiToken[];
  onDelete: (token: ApiToken) => void;
}

function Expiry({ token }: { token: ApiToken }) {
  if (token.expiresAt === null) {
    return (
      <Text size="sm" c="red">
        never
      </Text>
    );
  }
  if (token.expiresAt <= new Date()) {
    return (
      <Badge variant="light" color="red" tt="none">
        expired
      </Badge>
    );
  }
  return <TimeText date={token.expiresAt} />;
}

function personasText(token: ApiToken): string {
  return token.personas.map((persona) => persona.name || persona.qualifiedName).join(', ');
}

export function TokenTable({ tokens, onDelete }: TokenTableProps) {
  return (
    <Table layout="fixed" verticalSpacing="xs" aria-label="API tokens">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th visibleFrom="sm" className={classes.narrow}>
            Role
          </Table.Th>
          <Table.Th visibleFrom="sm">Personas</Table.Th>
          <Table.Th className={classes.expiry}>Expires</Table.Th>
          <Table.Th visibleFrom="md" className={classes.creator}>
            Created
          </Table.Th>
          <Table.Th className={classes.narrow}>
            <Text span inherit className={classes.quiet}>
              Actions
            </Text>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tokens.map((token) => (
          <Table.Tr key={token.id}>
            <Table.Td className={classes.name}>
              <Text fw={500} size="sm">
                {token.displayName}
              </Text>
              <Text size="xs" c="dimmed" hiddenFrom="sm">
                Role {token.role ?? 'unknown'}
                {token.personas.length > 0 && `, personas ${personasText(token)}`}
              </Text>
              {token.description !== '' && (
                <Text size="xs" c="dimmed">
                  {token.description}
                </Text>
              )}
            </Table.Td>
            <Table.Td visibleFrom="sm">{token.role ?? ''}</Table.Td>
            <Table.Td visibleFrom="sm">{personasText(token)}</Table.Td>
            <Table.Td>
              <Expiry token={token} />
            </Table.Td>
            <Table.Td visibleFrom="md">
              <Text size="sm">
                <TimeText date={token.createdAt} />
              </Text>
              <Text size="xs" c="dimmed" truncate title={token.createdBy}>
                {token.createdBy}
              </Text>
            </Table.Td>
            <Table.Td ta="right">
              <Button
                variant="subtle"
                color="red"
                size="compact-sm"
                onClick={() => onDelete(token)}
                aria-label={`Delete ${token.displayName}`}
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
