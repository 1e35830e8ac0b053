import { Center, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode } from 'react';
import { Wordmark } from '../../ui/Wordmark.tsx';

interface SignInFrameProps {
  title: string;
  intro: string;
  children: ReactNode;
}

/** The card in the middle of the page, for whoever is not signed in yet. */
export function SignInFrame({ title, intro, children }: SignInFrameProps) {
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={400} gap="lg">
        <Center>
          <Wordmark />
        </Center>
        <Paper withBorder shadow="sm" p="lg" radius="md">
          <Title order={1} size="h3" mb={4}>
            {title}
          </Title>
          <Text c="dimmed" size="sm" mb="md">
            {intro}
          </Text>
          {children}
        </Paper>
      </Stack>
    </Center>
  );
}
