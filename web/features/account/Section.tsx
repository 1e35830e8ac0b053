import { Box, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode } from 'react';

interface SectionProps {
  title: string;
  intro: ReactNode;
  action?: ReactNode;
  children?: ReactNode;
}

/** One subject of the account page. */
export function Section({ title, intro, action, children }: SectionProps) {
  return (
    <Paper component="section" withBorder p="md" radius="md">
      <Stack gap="md">
        <Group justify="space-between" align="start" gap="md">
          <Box flex="1 1 280px">
            <Title order={2} size="h4" mb={4}>
              {title}
            </Title>
            <Text size="sm" c="dimmed" component="div">
              {intro}
            </Text>
          </Box>
          {action}
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}
