import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Session } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { describeClient } from '../../ui/describe-client.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './Account.module.css';
import { sessionsQuery } from './queries.ts';
import { Section } from './Section.tsx';

interface SessionTableProps {
  sessions: readonly Session[];
  /** Ids that are being ended. */
  ending: readonly string[];
  onEnd: (session: Session) => void;
}

function SessionTable({ sessions, ending, onEnd }: SessionTableProps) {
  return (
    <Table layout="fixed" verticalSpacing="xs" aria-label="Sessions">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Browser</Table.Th>
          <Table.Th visibleFrom="sm" className={classes.network}>
            Network
          </Table.Th>
          <Table.Th className={classes.time}>Last used</Table.Th>
          <Table.Th visibleFrom="md" className={classes.time}>
            Ends
          </Table.Th>
          <Table.Th className={classes.action}>
            <span className={classes.quiet}>Actions</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sessions.map((session) => (
          <Table.Tr key={session.id}>
            <Table.Td className={classes.text} title={session.client ?? undefined}>
              <Group gap="xs">
                <Text size="sm">{describeClient(session.client)}</Text>
                {session.current && (
                  <Badge variant="light" color="teal" tt="none">
                    this one
                  </Badge>
                )}
              </Group>
            </Table.Td>
            <Table.Td visibleFrom="sm" className={classes.text}>
              {session.network ?? 'unknown'}
            </Table.Td>
            <Table.Td>
              <TimeText date={session.lastUsedAt} />
            </Table.Td>
            <Table.Td visibleFrom="md">
              <TimeText date={session.expiresAt} />
            </Table.Td>
            <Table.Td ta="right">
              {!session.current && (
                <Button
                  variant="subtle"
                  color="red"
                  size="compact-sm"
                  loading={ending.includes(session.id)}
                  onClick={() => onEnd(session)}
                  aria-label={`End the session of ${describeClient(session.client)}`}
                >
                  End
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

export function SessionsSection() {
  const sessions = useQuery(sessionsQuery);
  const queryClient = useQueryClient();
  const ending = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const id of ids) await client.sessions.end(id);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  const others = (sessions.data ?? []).filter(({ current }) => !current);
  return (
    <Section
      title="Where you are signed in"
      intro="A session ends by itself after an hour without use, and after twelve hours at the latest."
      action={
        others.length > 0 && (
          <Button
            variant="default"
            loading={ending.isPending}
            onClick={() => ending.mutate(others.map(({ id }) => id))}
          >
            End all others
          </Button>
        )
      }
    >
      {ending.isError && <ErrorPanel {...translateError(ending.error)} />}
      {sessions.isError && <ErrorPanel {...translateError(sessions.error)} />}
      {sessions.isPending && <TableSkeleton label="Loading the sessions" />}
      {sessions.isSuccess && (
        <SessionTable
          sessions={sessions.data}
          ending={ending.isPending ? ending.variables : []}
          onEnd={({ id }) => ending.mutate([id])}
        />
      )}
    </Section>
  );
}
