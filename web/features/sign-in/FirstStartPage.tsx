import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { type ChangeEvent, type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { problemOf, translateError } from '../../api/translate-error.ts';
import { paths } from '../../app/paths.ts';
import { CardFrame } from '../../ui/CardFrame.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';

interface Claim {
  code: string;
  username: string;
  password: string;
}

const emptyClaim: Claim = { code: '', username: '', password: '' };
const claimFields = ['code', 'username', 'password'] as const;

/** Makes the first admin and starts a session, so that the new admin need not type the password a second time. */
async function claim(input: Claim): Promise<void> {
  await client.sessions.claimFirstAdmin({ ...input, code: input.code.trim() });
  await client.sessions.signIn({ username: input.username, password: input.password });
}

export function FirstStartPage() {
  const router = useRouter();
  const [input, setInput] = useState(emptyClaim);
  const claiming = useMutation({
    mutationKey: ['sign-in'],
    mutationFn: () => claim(input),
    onSuccess: () => router.navigate({ to: paths.search() }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    claiming.mutate();
  };
  const problems = Object.fromEntries(claimFields.map((field) => [field, problemOf(claiming.error, field)]));
  const shownInFields = claimFields.some((field) => problems[field] !== null);
  const bind = (field: keyof Claim) => ({
    required: true,
    withAsterisk: false,
    value: input[field],
    error: problems[field],
    onChange: (event: ChangeEvent<HTMLInputElement>) => setInput({ ...input, [field]: event.currentTarget.value }),
  });
  return (
    <CardFrame
      title="First start"
      intro="Make the first admin of this server. The code stands in the terminal in which it was started."
    >
      <form onSubmit={submit}>
        <Stack>
          {claiming.isError && !shownInFields && <ErrorPanel {...translateError(claiming.error)} />}
          <TextInput
            label="One-time code"
            autoComplete="one-time-code"
            autoFocus
            spellCheck={false}
            {...bind('code')}
          />
          <TextInput label="User name" autoComplete="username" spellCheck={false} {...bind('username')} />
          <PasswordInput
            label="Password"
            description="At least 15 characters; a few unrelated words are fine."
            autoComplete="new-password"
            minLength={15}
            {...bind('password')}
          />
          <Button type="submit" loading={claiming.isPending} fullWidth>
            Make the first admin
          </Button>
          <Text size="sm" ta="center" c="dimmed">
            There is an admin already?{' '}
            <Anchor component={Link} to={paths.signIn()} inherit>
              Sign in
            </Anchor>
          </Text>
        </Stack>
      </form>
    </CardFrame>
  );
}
