import { Button, Code, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type DeviceRequest } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { sessionQuery } from '../../api/session.ts';
import { isNotFound, translateError } from '../../api/translate-error.ts';
import { CardFrame } from '../../ui/CardFrame.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Decision, type DecisionWord } from './Decision.tsx';
import { RequestFacts } from './RequestFacts.tsx';

interface CodeFormProps {
  onFound: (request: DeviceRequest) => void;
}

/** SECURITY: the code is typed, never taken from the address: a link must not be enough to bring a person to "Allow". */
function CodeForm({ onFound }: CodeFormProps) {
  const [code, setCode] = useState('');
  const looking = useMutation({ mutationFn: () => client.grants.getDevice(code.trim()), onSuccess: onFound });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    looking.mutate();
  };
  const problem = isNotFound(looking.error) ? 'No sign-in waits for this code: it is wrong, expired or used.' : null;
  return (
    <CardFrame
      title="Sign in a program"
      intro={
        <>
          Type the code that the program shows, such as after <Code>clavis login</Code>.
        </>
      }
    >
      <form onSubmit={submit}>
        <Stack>
          {looking.isError && problem === null && <ErrorPanel {...translateError(looking.error)} />}
          <TextInput
            label="Code"
            description="Eight letters; case and dashes do not matter."
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            autoFocus
            required
            withAsterisk={false}
            maxLength={32}
            value={code}
            error={problem}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Button type="submit" loading={looking.isPending} fullWidth>
            Continue
          </Button>
        </Stack>
      </form>
    </CardFrame>
  );
}

interface QuestionProps {
  request: DeviceRequest;
  onDecided: (decision: DecisionWord) => void;
}

function Question({ request, onDecided }: QuestionProps) {
  const username = useQuery(sessionQuery).data?.username ?? '';
  const deciding = useMutation({
    mutationFn: (decision: DecisionWord) => client.grants.decideDevice(request.userCode, decision),
    onSuccess: (_done, decision) => onDecided(decision),
  });
  return (
    <CardFrame
      title={`Allow ${request.clientName}?`}
      intro="Only if you started this sign-in yourself, a moment ago. Whoever sends you a code wants to get in as you."
    >
      <Stack>
        {deciding.isError && <ErrorPanel {...translateError(deciding.error)} />}
        <RequestFacts
          request={request}
          username={username}
          more={[
            { label: 'Place', value: request.place },
            { label: 'Since', value: <TimeText date={request.requestedAt} /> },
          ]}
        />
        <Decision
          pending={deciding.isPending ? deciding.variables : null}
          onDecide={(decision) => deciding.mutate(decision)}
        />
      </Stack>
    </CardFrame>
  );
}

/** Signs in a program on another device, by the code that it shows. */
export function DevicePage() {
  const [request, setRequest] = useState<DeviceRequest | null>(null);
  const [decision, setDecision] = useState<DecisionWord | null>(null);
  if (request === null) return <CodeForm onFound={setRequest} />;
  if (decision === null) return <Question request={request} onDecided={setDecision} />;
  return (
    <CardFrame title={decision === 'allow' ? 'Allowed' : 'Refused'}>
      <Text size="sm" role="status">
        {decision === 'allow'
          ? `${request.clientName} goes on within seconds. You can close this page; your account page ends the sign-in at any time.`
          : `${request.clientName} was told that you refused. You can close this page.`}
      </Text>
    </CardFrame>
  );
}
