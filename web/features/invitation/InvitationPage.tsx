import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { type ChangeEvent, type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { problemOf, translateError } from '../../api/translate-error.ts';
import { paths } from '../../app/paths.ts';
import { CardFrame } from '../../ui/CardFrame.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';

const fields = ['code', 'password'] as const;
type Acceptance = Record<(typeof fields)[number], string>;

/**
 * Sets a password with the one-time code of an invitation or of a password reset, and signs in. `code` comes from behind the
 * `#` of the link and may be empty; it is spent only when the person presses the button.
 */
export function InvitationPage({ code }: { code: string }) {
  const router = useRouter();
  const [input, setInput] = useState<Acceptance>({ code, password: '' });
  const accepting = useMutation({
    mutationKey: ['sign-in'],
    mutationFn: () => client.sessions.acceptInvitation({ code: input.code.trim(), password: input.password }),
    gcTime: 0,
    // Replaces the address, so that the code does not stay in the history.
    onSuccess: () => router.navigate({ to: paths.search(), replace: true }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    accepting.mutate();
  };
  const problems = Object.fromEntries(fields.map((field) => [field, problemOf(accepting.error, field)]));
  const shownInFields = fields.some((field) => problems[field] !== null);
  const bind = (field: keyof Acceptance) => ({
    required: true,
    withAsterisk: false,
    value: input[field],
    error: problems[field],
    onChange: (event: ChangeEvent<HTMLInputElement>) => setInput({ ...input, [field]: event.currentTarget.value }),
  });
  return (
    <CardFrame title="Set your password" intro="With the one-time code that an admin of this catalog gave you.">
      <form onSubmit={submit}>
        <Stack>
          {accepting.isError && !shownInFields && <ErrorPanel {...translateError(accepting.error)} />}
          <TextInput
            label="One-time code"
            autoComplete="one-time-code"
            autoFocus={code === ''}
            spellCheck={false}
            {...bind('code')}
          />
          <PasswordInput
            label="Password"
            description="At least 15 characters; a few unrelated words are fine."
            autoComplete="new-password"
            autoFocus={code !== ''}
            {...bind('password')}
          />
          <Button type="submit" loading={accepting.isPending} fullWidth>
            Set password and sign in
          </Button>
          <Text size="sm" ta="center" c="dimmed">
            You have a password already?{' '}
            <Anchor component={Link} to={paths.signIn()} inherit>
              Sign in
            </Anchor>
          </Text>
        </Stack>
      </form>
    </CardFrame>
  );
}
