import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Group } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { groupsQuery } from './queries.ts';

export function DeleteGroupDialog({ group, onClose }: { group: Group; onClose: () => void }) {
  const queryClient = useQueryClient();
  const deleting = useMutation({
    mutationFn: () => client.groups.delete(group.id),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: groupsQuery.queryKey });
    },
  });
  return (
    <ConfirmDialog
      title="Delete group"
      action="Delete"
      color="red"
      keep="Keep it"
      isPending={deleting.isPending}
      onConfirm={() => deleting.mutate()}
      onClose={onClose}
    >
      {deleting.isError && <ErrorPanel {...translateError(deleting.error)} />}
      <Text size="sm">
        <b>{group.alias}</b> is taken out of every admin list and persona: its members lose what they had through it.
      </Text>
    </ConfirmDialog>
  );
}
