import { Button, Container, Stack } from '@mantine/core';
import { type ErrorComponentProps } from '@tanstack/react-router';
import { translateError } from '../api/translate-error.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';

/** Shown when a page cannot even start, such as while the server is down. */
export function FailurePage({ error, reset }: ErrorComponentProps) {
  return (
    <Container size="sm" py="xl">
      <Stack>
        <ErrorPanel {...translateError(error)} />
        <Button variant="default" onClick={() => reset()}>
          Try again
        </Button>
      </Stack>
    </Container>
  );
}
