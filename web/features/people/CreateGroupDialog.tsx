import { Checkbox, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { groupsQuery } from './queries.ts';

const emptyDraft = { alias: '', description: '', isDefault: false };

export function CreateGroupDialog({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState(emptyDraft);
  const queryClient = useQueryClient();
  const creating = useMutation({
    mutationFn: () => client.groups.create({ ...draft, alias: draft.alias.trim() }),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: groupsQuery.queryKey });
    },
  });
  return (
    <ConfirmDialog
      title="Create group"
      action="Create"
      keep="Cancel"
      isPending={creating.isPending}
      isReady={draft.alias.trim() !== ''}
      onConfirm={() => creating.mutate()}
      onClose={onClose}
    >
      {creating.isError && <ErrorPanel {...translateError(creating.error)} />}
      <TextInput
        label="Name"
        data-autofocus
        required
        withAsterisk={false}
        maxLength={255}
        value={draft.alias}
        onChange={(event) => setDraft({ ...draft, alias: event.currentTarget.value })}
      />
      <TextInput
        label="Description"
        maxLength={1000}
        value={draft.description}
        onChange={(event) => setDraft({ ...draft, description: event.currentTarget.value })}
      />
      <Checkbox
        label="Everybody new joins it"
        checked={draft.isDefault}
        onChange={(event) => setDraft({ ...draft, isDefault: event.currentTarget.checked })}
      />
    </ConfirmDialog>
  );
}
