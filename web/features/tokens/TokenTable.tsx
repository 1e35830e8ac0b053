import { ActionIcon, Badge, Group, Menu, Table, Text } from '@mantine/core';
import { type GovernedToken } from '../../../src/sdk/index.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { ExpiryText } from './ExpiryText.tsx';
import { type TokenAct } from './token-act.ts';
import classes from './TokenTable.module.css';

interface TokenTableProps {
  tokens: readonly GovernedToken[];
  onAct: (act: TokenAct) => void;
}

function personasText(token: GovernedToken): string {
  return token.personas.map((persona) => persona.name || persona.qualifiedName).join(', ');
}

/** What limits a token beyond its role, or wants attention. */
function Flags({ token }: { token: GovernedToken }) {
  const { suspension, isOwnerless, responsible, scopes, allowedNetworks, requestsPerMinute } = token;
  return (
    <Group gap={4} mt={4}>
      {suspension !== null && (
        <Badge color="red" variant="light" tt="none" title={suspension.reason ?? undefined}>
          suspended
        </Badge>
      )}
      {isOwnerless && (
        <Badge
          color="orange"
          variant="light"
          tt="none"
          title={responsible === null ? 'nobody answers for it' : `${responsible.username} cannot act any more`}
        >
          ownerless
        </Badge>
      )}
      {scopes?.readOnly === true && (
        <Badge color="gray" variant="light" tt="none">
          read only
        </Badge>
      )}
      {(scopes?.connections !== undefined || scopes?.actions !== undefined) && (
        <Badge color="gray" variant="light" tt="none">
          scoped
        </Badge>
      )}
      {allowedNetworks !== null && (
        <Badge color="gray" variant="light" tt="none" title={allowedNetworks.join(', ')}>
          {allowedNetworks.length === 1 ? '1 network' : `${allowedNetworks.length} networks`}
        </Badge>
      )}
      {requestsPerMinute !== null && (
        <Badge color="gray" variant="light" tt="none">
          {requestsPerMinute} a minute
        </Badge>
      )}
    </Group>
  );
}

function LastUse({ lastUsed }: Pick<GovernedToken, 'lastUsed'>) {
  if (lastUsed === null) {
    return (
      <Text size="sm" c="dimmed">
        never
      </Text>
    );
  }
  return (
    <>
      <Text size="sm">
        <TimeText date={lastUsed.at} />
      </Text>
      <Text size="xs" c="dimmed" truncate title={lastUsed.client ?? undefined}>
        {[lastUsed.network, lastUsed.client].filter((part) => part !== null).join(', ')}
      </Text>
    </>
  );
}

function Actions({ token, onAct }: { token: GovernedToken; onAct: TokenTableProps['onAct'] }) {
  const isSuspended = token.suspension !== null;
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${token.displayName}`}>
          <span aria-hidden>⋯</span>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onAct({ kind: 'rotate', token })}>
          Rotate
          <Text size="xs" c="dimmed">
            A new secret. Lost it? This is the way.
          </Text>
        </Menu.Item>
        <Menu.Item onClick={() => onAct({ kind: isSuspended ? 'resume' : 'suspend', token })}>
          {isSuspended ? 'Resume' : 'Suspend'}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" onClick={() => onAct({ kind: 'delete', token })}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function NameCell({ token }: { token: GovernedToken }) {
  return (
    <>
      <Text fw={500} size="sm">
        {token.displayName}
      </Text>
      {token.description !== '' && <Text size="xs">{token.description}</Text>}
      <Text size="xs" c="dimmed" hiddenFrom="sm">
        Role {token.role}
        {token.personas.length > 0 && `, personas ${personasText(token)}`}
      </Text>
      <Text size="xs" c="dimmed">
        {token.createdBy}, <TimeText date={token.createdAt} />
      </Text>
      <Flags token={token} />
    </>
  );
}

export function TokenTable({ tokens, onAct }: TokenTableProps) {
  return (
    <Table layout="fixed" verticalSpacing="xs" aria-label="API tokens">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th visibleFrom="sm" className={classes.narrow}>
            Role
          </Table.Th>
          <Table.Th visibleFrom="md">Personas</Table.Th>
          <Table.Th className={classes.expiry}>Expires</Table.Th>
          <Table.Th visibleFrom="sm" className={classes.use}>
            Last used
          </Table.Th>
          <Table.Th className={classes.action}>
            <span className={classes.quiet}>Actions</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tokens.map((token) => (
          <Table.Tr key={token.id}>
            <Table.Td className={classes.name}>
              <NameCell token={token} />
            </Table.Td>
            <Table.Td visibleFrom="sm">{token.role}</Table.Td>
            <Table.Td visibleFrom="md" className={classes.name}>
              {personasText(token)}
            </Table.Td>
            <Table.Td>
              <ExpiryText expiresAt={token.expiresAt} />
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <LastUse lastUsed={token.lastUsed} />
            </Table.Td>
            <Table.Td ta="right">
              <Actions token={token} onAct={onAct} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
