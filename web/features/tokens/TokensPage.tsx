import { Button, Chip, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type GovernedToken } from '../../../src/sdk/index.ts';
import { translateError } from '../../api/translate-error.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { CreateTokenDialog } from './CreateTokenDialog.tsx';
import { DeleteTokenDialog } from './DeleteTokenDialog.tsx';
import { tokensQuery } from './queries.ts';
import { RotateTokenDialog } from './RotateTokenDialog.tsx';
import { SuspendTokenDialog } from './SuspendTokenDialog.tsx';
import { type TokenAct } from './token-act.ts';
import { isShown, soonDays } from './token-attention.ts';
import { TokenTable } from './TokenTable.tsx';
import { readTokensState, type TokensShown, type TokensState } from './tokens-state.ts';

interface TokensPageProps {
  state: TokensState;
  onChange: (state: TokensState) => void;
}

const lists: { value: TokensShown; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'expiring', label: `Expires within ${soonDays} days` },
  { value: 'ownerless', label: 'Ownerless' },
  { value: 'suspended', label: 'Suspended' },
];

interface ListProps extends TokensPageProps {
  tokens: readonly GovernedToken[];
  onAct: (act: TokenAct) => void;
}

function TokenList({ tokens, state, onChange, onAct }: ListProps) {
  const now = new Date();
  const shown = state.show ?? 'all';
  const listed = tokens.filter((token) => isShown(token, shown, now));
  return (
    <Stack>
      <Chip.Group value={shown} onChange={(show) => onChange(readTokensState({ show }))}>
        <Group gap="xs" role="radiogroup" aria-label="Which tokens">
          {lists.map(({ value, label }) => (
            <Chip key={value} value={value} size="xs">
              {label}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Text size="sm" c="dimmed" role="status">
        {shown === 'all' ? `${tokens.length} in all` : `${listed.length} of ${tokens.length}`}
      </Text>
      {listed.length > 0 && <TokenTable tokens={listed} onAct={onAct} />}
    </Stack>
  );
}

export function TokensPage({ state, onChange }: TokensPageProps) {
  const tokens = useQuery(tokensQuery);
  const [act, setAct] = useState<TokenAct | null>(null);
  const close = (): void => setAct(null);
  const open = (dialog: 'create' | undefined): void => onChange(readTokensState({ ...state, dialog }));
  const create = <Button onClick={() => open('create')}>Create API token</Button>;
  const isEmpty = tokens.isSuccess && tokens.data.length === 0;
  return (
    <>
      <PageTitle action={isEmpty ? null : create}>API tokens</PageTitle>
      {tokens.isError && <ErrorPanel {...translateError(tokens.error)} />}
      {tokens.isPending && <TableSkeleton label="Loading the API tokens" />}
      {isEmpty && (
        <EmptyState title="No API token yet" action={create}>
          A token is an actor of its own: it sees nothing until a persona or a connection shows it something.
        </EmptyState>
      )}
      {tokens.isSuccess && !isEmpty && (
        <TokenList tokens={tokens.data} state={state} onChange={onChange} onAct={setAct} />
      )}
      <CreateTokenDialog opened={state.dialog === 'create'} onClose={() => open(undefined)} />
      <RotateTokenDialog token={act?.kind === 'rotate' ? act.token : null} onClose={close} />
      {(act?.kind === 'suspend' || act?.kind === 'resume') && <SuspendTokenDialog token={act.token} onClose={close} />}
      {act?.kind === 'delete' && (
        <DeleteTokenDialog
          token={act.token}
          onClose={close}
          onRotate={() => setAct({ kind: 'rotate', token: act.token })}
        />
      )}
    </>
  );
}
