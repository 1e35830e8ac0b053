import { Alert, Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ChangeEvent, type FormEvent, useState } from 'react';
import { client, pageBearer } from '../../api/client.ts';
import { problemOf, translateError } from '../../api/translate-error.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { sessionsQuery } from './queries.ts';
import { Section } from './Section.tsx';

const fields = ['currentPassword', 'newPassword'] as const;
type Passwords = Record<(typeof fields)[number], string>;

const empty: Passwords = { currentPassword: '', newPassword: '' };

export function PasswordSection({ username }: { username: string }) {
  const [input, setInput] = useState(empty);
  const queryClient = useQueryClient();
  const changing = useMutation({
    mutationFn: (passwords: Passwords) => client.sessions.changePassword(passwords),
    gcTime: 0,
    onSuccess: async () => {
      setInput(empty);
      // It ended with every other secret of the person.
      pageBearer.forget();
      await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    changing.mutate(input);
  };
  const problems = Object.fromEntries(fields.map((field) => [field, problemOf(changing.error, field)]));
  const shownInFields = fields.some((field) => problems[field] !== null);
  const bind = (field: keyof Passwords) => ({
    required: true,
    withAsterisk: false,
    value: input[field],
    error: problems[field],
    onChange: (event: ChangeEvent<HTMLInputElement>) => setInput({ ...input, [field]: event.currentTarget.value }),
  });
  return (
    <Section title="Password" intro="Changing it signs you out everywhere else.">
      <form onSubmit={submit}>
        <Stack maw={420}>
          {changing.isError && !shownInFields && <ErrorPanel {...translateError(changing.error)} />}
          {changing.isSuccess && (
            <Alert color="teal" role="status">
              Your password is changed, and you are signed out everywhere else.
            </Alert>
          )}
          {/* Tells a password manager whose password it is. */}
          <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
          <PasswordInput label="Current password" autoComplete="current-password" {...bind('currentPassword')} />
          <PasswordInput
            label="New password"
            description="At least 15 characters; a few unrelated words are fine."
            autoComplete="new-password"
            {...bind('newPassword')}
          />
          <Group>
            <Button type="submit" variant="default" loading={changing.isPending}>
              Change password
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
