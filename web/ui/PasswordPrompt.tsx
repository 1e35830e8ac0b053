import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';

interface PasswordPromptProps {
  isPending: boolean;
  /** What is wrong with the password that was typed last. */
  problem: string | null;
  onSubmit: (password: string) => void;
  onCancel: () => void;
}

/** Asks a signed-in person for their password once more. */
export function PasswordPrompt({ isPending, problem, onSubmit, onCancel }: PasswordPromptProps) {
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit(password);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">You signed in a while ago. Confirm that it is still you.</Text>
        <PasswordInput
          label="Your password"
          autoComplete="current-password"
          data-autofocus
          required
          withAsterisk={false}
          value={password}
          error={problem}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={isPending}>
            Confirm
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
