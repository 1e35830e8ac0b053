import { Anchor, Box, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { paths } from '../../app/paths.ts';
import { CardFrame } from '../../ui/CardFrame.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { ProviderLinks } from './ProviderLinks.tsx';
import { signInProblems, type SignInState } from './sign-in-state.ts';

/** `next` is the path to go to afterwards, already checked; `problem` what went wrong at an identity provider. */
export function SignInPage({ next, problem, trace }: SignInState & { next: string }) {
  const router = useRouter();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationKey: ['sign-in'],
    mutationFn: () => client.sessions.signIn({ username, password }),
    onSuccess: () => router.navigate({ href: next }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <CardFrame title="Sign in" intro="With the account that an admin of this catalog gave you.">
      {problem !== undefined && (
        <Box mb="md">
          <ErrorPanel title="Not signed in" message={signInProblems[problem]} requestId={trace ?? null} />
        </Box>
      )}
      <ProviderLinks next={next} />
      <form onSubmit={submit}>
        <Stack>
          {signIn.isError && <ErrorPanel {...translateError(signIn.error)} />}
          <TextInput
            label="User name"
            autoComplete="username"
            autoFocus
            required
            withAsterisk={false}
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={signIn.isPending} fullWidth>
            Sign in
          </Button>
          <Text size="sm" ta="center" c="dimmed">
            A new server?{' '}
            <Anchor component={Link} to={paths.firstStart()} inherit>
              Make the first admin
            </Anchor>
          </Text>
        </Stack>
      </form>
    </CardFrame>
  );
}
