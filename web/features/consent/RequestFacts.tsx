import { Badge, Stack, Table, Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { type GrantRequest } from '../../../src/sdk/index.ts';
import { describeClient } from '../../ui/describe-client.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { scopeText } from './scope-text.ts';
import classes from './RequestFacts.module.css';

interface RequestFactsProps {
  request: GrantRequest;
  /** Whose account it will act with. */
  username: string;
  /** What only one way of asking has. */
  more: readonly { label: string; value: ReactNode }[];
}

/** Everything a person should look at before deciding: who asks, from where, for what, and as whom. */
export function RequestFacts({ request, username, more }: RequestFactsProps) {
  const rows: { label: string; value: ReactNode }[] = [
    { label: 'Program', value: <b>{request.clientName}</b> },
    { label: 'Acts as', value: <Badge tt="none">{username}</Badge> },
    {
      label: 'May',
      value: (
        <Stack gap={2}>
          <Text size="sm">Do everything that you may do</Text>
          {request.scopes.map((scope) => (
            <Text key={scope} size="sm">
              {scopeText(scope)}
            </Text>
          ))}
        </Stack>
      ),
    },
    { label: 'Asks from', value: request.address ?? 'an unknown address' },
    { label: 'With', value: <span title={request.client ?? undefined}>{describeClient(request.client)}</span> },
    ...more,
    { label: 'Ends', value: <TimeText date={request.expiresAt} /> },
  ];
  return (
    <Table layout="fixed" verticalSpacing={6} horizontalSpacing={0} withRowBorders={false} aria-label="The request">
      <Table.Tbody>
        {rows.map(({ label, value }) => (
          <Table.Tr key={label}>
            <Table.Th scope="row" className={classes.label}>
              {label}
            </Table.Th>
            <Table.Td className={classes.value}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
