import { Button, Group, MultiSelect, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type CreatedToken, type TokenRole } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { translateError } from '../../api/translate-error.ts';
import { useConfirmation } from '../../api/use-confirmation.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { PasswordPrompt } from '../../ui/PasswordPrompt.tsx';
import { personasQuery, tokensQuery } from './queries.ts';
import { type LimitsDraft, noLimits, readLimits } from './limits-draft.ts';
import { TokenLimits } from './TokenLimits.tsx';

interface CreateTokenFormProps {
  onCreated: (created: CreatedToken) => void;
  onCancel: () => void;
}

const roleChoices: { value: TokenRole; label: string }[] = [
  { value: 'none', label: 'None: only what its personas show' },
  { value: 'read', label: 'Read: lists of people, tokens and workflows' },
  { value: 'default', label: 'Default: also workflows, personas, glossaries' },
  { value: 'admin', label: 'Admin: everything in the workspace' },
];

const daySeconds = 86_400;
const expiryChoices = [
  { value: '30', label: 'in 30 days' },
  { value: '90', label: 'in 90 days' },
  { value: '365', label: 'in a year' },
  { value: 'never', label: 'never (not advised)' },
];

interface Draft {
  displayName: string;
  description: string;
  role: TokenRole;
  expiry: string;
  personaQualifiedNames: string[];
  limits: LimitsDraft;
}

const startDraft: Draft = {
  displayName: '',
  description: '',
  role: 'none',
  expiry: '90',
  personaQualifiedNames: [],
  limits: noLimits,
};

function createToken({ expiry, limits, ...input }: Draft): Promise<CreatedToken> {
  const validitySeconds = expiry === 'never' ? null : Number(expiry) * daySeconds;
  return client.tokens.create({ ...input, ...readLimits(limits), validitySeconds });
}

export function CreateTokenForm({ onCreated, onCancel }: CreateTokenFormProps) {
  const [draft, setDraft] = useState(startDraft);
  const personas = useQuery(personasQuery);
  const queryClient = useQueryClient();
  const creating = useMutation({
    mutationFn: createToken,
    // The answer holds the secret: nothing of it may stay behind in the cache.
    gcTime: 0,
    onSuccess: async (created) => {
      onCreated(created);
      await queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
  });
  const confirmation = useConfirmation(creating.error, () => creating.mutate(draft));
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    creating.mutate(draft);
  };
  if (confirmation.isNeeded) {
    return <PasswordPrompt {...confirmation} onSubmit={confirmation.confirm} onCancel={onCancel} />;
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {creating.isError && <ErrorPanel {...translateError(creating.error)} />}
        <TextInput
          label="Name"
          description="Say which script or service it is for."
          required
          data-autofocus
          maxLength={255}
          value={draft.displayName}
          onChange={(event) => change({ displayName: event.currentTarget.value })}
        />
        <TextInput
          label="Description"
          maxLength={4000}
          value={draft.description}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
        <MultiSelect
          label="Personas"
          description="What the token may see."
          placeholder={draft.personaQualifiedNames.length === 0 ? 'None' : ''}
          nothingFoundMessage="No persona"
          searchable
          data={personas.data ?? []}
          value={draft.personaQualifiedNames}
          onChange={(personaQualifiedNames) => change({ personaQualifiedNames })}
        />
        <Select
          label="Role"
          description="What it may do beyond that. Never more than you may."
          allowDeselect={false}
          data={roleChoices}
          value={draft.role}
          onChange={(role) => change({ role: roleChoices.find((known) => known.value === role)?.value ?? 'none' })}
        />
        <Select
          label="Expires"
          allowDeselect={false}
          data={expiryChoices}
          value={draft.expiry}
          onChange={(expiry) => change({ expiry: expiry ?? startDraft.expiry })}
        />
        <TokenLimits limits={draft.limits} onChange={(limits) => change({ limits })} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={creating.isPending}>
            Create
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
