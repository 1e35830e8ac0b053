import { Group, Title } from '@mantine/core';
import { type ReactNode } from 'react';

/** The heading of a page, with its main action at the right. */
export function PageTitle({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <Group justify="space-between" mb="md" gap="sm">
      <Title order={1} size="h2">
        {children}
      </Title>
      {action}
    </Group>
  );
}
