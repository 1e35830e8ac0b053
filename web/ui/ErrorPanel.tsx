import { Alert, List, Text } from '@mantine/core';

interface ErrorPanelProps {
  title: string;
  message: string;
  problems?: readonly { path: string; message: string }[];
  requestId?: string | null;
}

/** A failure in words, read out by screen readers as soon as it appears. */
export function ErrorPanel({ title, message, problems = [], requestId = null }: ErrorPanelProps) {
  return (
    <Alert color="red" title={title} role="alert">
      <Text size="sm">{message}</Text>
      {problems.length > 0 && (
        <List size="sm" mt="xs">
          {problems.map((problem) => (
            <List.Item key={`${problem.path} ${problem.message}`}>
              {problem.path === '' ? problem.message : `${problem.path}: ${problem.message}`}
            </List.Item>
          ))}
        </List>
      )}
      {requestId !== null && (
        <Text size="xs" mt="xs" c="dimmed">
          Request {requestId}
        </Text>
      )}
    </Alert>
  );
}
