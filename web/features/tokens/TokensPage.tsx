import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiToken } from '../../../src/sdk/index.ts';
import { translateError } from '../../api/translate-error.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { CreateTokenDialog } from './CreateTokenDialog.tsx';
import { DeleteTokenDialog } from './DeleteTokenDialog.tsx';
import { tokensQuery } from './queries.ts';
import { TokenTable } from './TokenTable.tsx';
import { type TokensState } from './tokens-state.ts';

interface TokensPageProps {
  state: TokensState;
  onChange: (state: TokensState) => void;
}

export function TokensPage({ state, onChange }: TokensPageProps) {
  const tokens = useQuery(tokensQuery);
  const [deleting, setDeleting] = useState<ApiToken | null>(null);
  const create = <Button onClick={() => onChange({ dialog: 'create' })}>Create API token</Button>;
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
      {tokens.isSuccess && !isEmpty && <TokenTable tokens={tokens.data} onDelete={setDeleting} />}
      <CreateTokenDialog opened={state.dialog === 'create'} onClose={() => onChange({})} />
      <DeleteTokenDialog token={deleting} onClose={() => setDeleting(null)} />
    </>
  );
}
