import { Center, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode } from 'react';
import { Wordmark } from './Wordmark.tsx';

interface CardFrameProps {
  title: string;
  intro?: ReactNode;
  children: ReactNode;
}

/** One card in the middle of the page, for a single question outside the application's frame. */
export function CardFrame({ title, intro, children }: CardFrameProps) {
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={420} gap="lg">
        <Center>
          <Wordmark />
        </Center>
        <Paper withBorder shadow="sm" p="lg" radius="md">
          <Title order={1} size="h3" mb={4}>
            {title}
          </Title>
          {intro !== undefined && (
            <Text c="dimmed" size="sm" mb="md">
              {intro}
            </Text>
          )}
          {children}
        </Paper>
      </Stack>
    </Center>
  );
}
