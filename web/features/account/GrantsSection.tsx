import { Button, Code, Table, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './Account.module.css';
import { grantsQuery } from './queries.ts';
import { Section } from './Section.tsx';

/** Programs that the person let act as them. */
export function GrantsSection() {
  const grants = useQuery(grantsQuery);
  const queryClient = useQueryClient();
  const ending = useMutation({
    mutationFn: (id: string) => client.grants.end(id),
    onSettled: () => queryClient.invalidateQueries({ queryKey: grantsQuery.queryKey }),
  });
  return (
    <Section title="Programs that act as you" intro="Signed in with your consent. Ending one stops it at once.">
      {ending.isError && <ErrorPanel {...translateError(ending.error)} />}
      {grants.isError && <ErrorPanel {...translateError(grants.error)} />}
      {grants.isPending && <TableSkeleton label="Loading the programs" />}
      {grants.isSuccess && grants.data.length === 0 && (
        <Text size="sm">
          None. <Code>clavis login</Code> on the command line would be one.
        </Text>
      )}
      {grants.isSuccess && grants.data.length > 0 && (
        <Table layout="fixed" verticalSpacing="xs" aria-label="Programs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Program</Table.Th>
              <Table.Th className={classes.time}>Since</Table.Th>
              <Table.Th visibleFrom="sm" className={classes.time}>
                Ends
              </Table.Th>
              <Table.Th className={classes.action}>
                <span className={classes.quiet}>Actions</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {grants.data.map((grant) => (
              <Table.Tr key={grant.id}>
                <Table.Td className={classes.text}>{grant.clientName}</Table.Td>
                <Table.Td>
                  <TimeText date={grant.createdAt} />
                </Table.Td>
                <Table.Td visibleFrom="sm">
                  <TimeText date={grant.expiresAt} />
                </Table.Td>
                <Table.Td ta="right">
                  <Button
                    variant="subtle"
                    color="red"
                    size="compact-sm"
                    loading={ending.isPending && ending.variables === grant.id}
                    onClick={() => ending.mutate(grant.id)}
                    aria-label={`End ${grant.clientName}`}
                  >
                    End
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  );
}
