import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';

const rowKeys = ['a', 'b', 'c', 'd', 'e', 'f'];

/** Stands where a table will be, at about its height, so that nothing jumps. */
export function TableSkeleton({ label }: { label: string }) {
  return (
    <Stack gap="sm" role="status">
      <VisuallyHidden>{label}</VisuallyHidden>
      {rowKeys.map((row) => (
        <Skeleton key={row} height={34} radius="sm" />
      ))}
    </Stack>
  );
}
