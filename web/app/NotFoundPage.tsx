import { Button, Container } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../ui/EmptyState.tsx';
import { paths } from './paths.ts';

export function NotFoundPage() {
  return (
    <Container size="sm" py="xl">
      <EmptyState
        title="There is no such page"
        action={
          <Button component={Link} to={paths.search()}>
            Go to search
          </Button>
        }
      >
        The address may be old or mistyped.
      </EmptyState>
    </Container>
  );
}
