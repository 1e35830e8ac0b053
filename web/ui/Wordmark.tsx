import { Group, Text } from '@mantine/core';

/** The key and the name. */
export function Wordmark() {
  return (
    <Group gap={8} wrap="nowrap">
      <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" fill="#3b5bdb" />
        <g fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round">
          <circle cx="11" cy="16" r="5" />
          <path d="M16 16h10m0 0v4m-4-4v3" />
        </g>
      </svg>
      <Text fw={700} size="lg" span>
        Clavis
      </Text>
    </Group>
  );
}
