import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { paths } from '../../app/paths.ts';
import { CardFrame } from '../../ui/CardFrame.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';

/**
 * Signs in with a code that the console of the server showed. `code` comes from the link and may be empty.
 * The person presses the button: a page that spent the code on loading would lose it to a reload or a preview of the link.
 */
export function OneTimeSignInPage({ code }: { code: string }) {
  const router = useRouter();
  const [typed, setTyped] = useState(code);
  const signIn = useMutation({
    mutationKey: ['sign-in'],
    mutationFn: () => client.sessions.signInWithCode({ code: typed.trim() }),
    onSuccess: () => router.navigate({ to: paths.search(), replace: true }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <CardFrame
      title="One-time sign-in"
      intro="With a code from the console of the server. It works once, within 15 minutes."
    >
      <form onSubmit={submit}>
        <Stack>
          {signIn.isError && <ErrorPanel {...translateError(signIn.error)} />}
          <TextInput
            label="One-time code"
            autoComplete="one-time-code"
            autoFocus={code === ''}
            spellCheck={false}
            required
            withAsterisk={false}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" loading={signIn.isPending} autoFocus={code !== ''} fullWidth>
            Sign in
          </Button>
          <Text size="sm" ta="center" c="dimmed">
            <Anchor component={Link} to={paths.signIn()} inherit>
              Sign in with a password
            </Anchor>
          </Text>
        </Stack>
      </form>
    </CardFrame>
  );
}
