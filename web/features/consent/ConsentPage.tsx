import { Code, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type RedirectedRequest } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { sessionQuery } from '../../api/session.ts';
import { isNotFound, translateError } from '../../api/translate-error.ts';
import { CardFrame } from '../../ui/CardFrame.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { Decision, type DecisionWord } from './Decision.tsx';
import { redirectedRequestQuery } from './queries.ts';
import { RequestFacts } from './RequestFacts.tsx';

function Question({ request }: { request: RedirectedRequest }) {
  const username = useQuery(sessionQuery).data?.username ?? '';
  const deciding = useMutation({
    mutationFn: (decision: DecisionWord) => client.grants.decideRedirected(request.uid, decision),
    onSuccess: (path) => window.location.assign(path),
  });
  // The browser is leaving: the buttons stay as they are until it has.
  const pending = deciding.isPending || deciding.isSuccess ? deciding.variables : null;
  return (
    <CardFrame
      title={`Allow ${request.clientName}?`}
      intro="Only if you started this sign-in yourself, a moment ago, on this computer."
    >
      <Stack>
        {deciding.isError && <ErrorPanel {...translateError(deciding.error)} />}
        <RequestFacts
          request={request}
          username={username}
          more={[{ label: 'Goes on at', value: <Code>{request.redirectTo}</Code> }]}
        />
        <Decision pending={pending} onDecide={(decision) => deciding.mutate(decision)} />
      </Stack>
    </CardFrame>
  );
}

/** Asks a person whether a program that sent the browser here may act as them. */
export function ConsentPage({ uid }: { uid: string }) {
  const request = useQuery(redirectedRequestQuery(uid));
  if (request.isSuccess) return <Question request={request.data} />;
  if (request.isPending) {
    return (
      <CardFrame title="Sign-in of a program">
        <TableSkeleton label="Loading the request" />
      </CardFrame>
    );
  }
  return (
    <CardFrame title="Sign-in of a program">
      {isNotFound(request.error) ? (
        <Text size="sm">
          This request is not waiting any more: it has been decided, has expired, or was begun in another browser. Start
          again in the program, such as with <Code>clavis login</Code>.
        </Text>
      ) : (
        <ErrorPanel {...translateError(request.error)} />
      )}
    </CardFrame>
  );
}
