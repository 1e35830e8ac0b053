import { Group, Pagination, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { translateError } from '../../api/translate-error.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { AssetDrawer } from './AssetDrawer.tsx';
import { AssetTable } from './AssetTable.tsx';
import { assetsQuery, pageSize } from './queries.ts';
import { assetTypes, readSearchState, type SearchState } from './search-state.ts';

interface SearchPageProps {
  state: SearchState;
  onChange: (state: SearchState, options?: { replace: boolean }) => void;
}

const typingPauseMs = 200;

function summaryOf(total: number, page: number): string {
  if (total === 0) return 'Nothing found';
  const first = (page - 1) * pageSize + 1;
  const last = Math.min(page * pageSize, total);
  return total === 1 ? '1 asset' : `${first}–${last} of ${total} assets`;
}

/** A new choice starts on the first page with no details open. */
function chosen(choice: { text: string | undefined; type: string | null | undefined }): SearchState {
  return readSearchState(choice);
}

export function SearchPage({ state, onChange }: SearchPageProps) {
  const assets = useQuery(assetsQuery(state));
  const [typed, setTyped] = useState(state.text ?? '');
  const search = useDebouncedCallback((text: string) => {
    onChange(chosen({ text: text.trim(), type: state.type }), { replace: true });
  }, typingPauseMs);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The address changed by other means than typing, such as the link in the navigation or the back button.
    if (document.activeElement !== input.current) setTyped(state.text ?? '');
  }, [state.text]);
  const page = state.page ?? 1;
  const pages = Math.ceil((assets.data?.total ?? 0) / pageSize);
  return (
    <>
      <PageTitle>Search</PageTitle>
      <Stack>
        <Group component="search" align="end" gap="sm">
          <TextInput
            ref={input}
            type="search"
            label="Assets"
            placeholder="Part of a name, or words of a description"
            autoFocus
            flex="1 1 240px"
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              search(event.currentTarget.value);
            }}
          />
          <Select
            label="Type"
            placeholder="Any type"
            data={assetTypes}
            clearable
            flex="0 1 180px"
            value={state.type ?? null}
            onChange={(type) => onChange(chosen({ text: state.text, type }))}
          />
        </Group>
        {assets.isError && <ErrorPanel {...translateError(assets.error)} />}
        {assets.isPending && <TableSkeleton label="Searching" />}
        {assets.isSuccess && (
          <>
            <Text size="sm" c="dimmed" role="status">
              {summaryOf(assets.data.total, page)}
            </Text>
            {assets.data.total === 0 ? (
              <EmptyState title="Nothing to show">
                {state.text === undefined && state.type === undefined
                  ? 'The catalog is empty, or nothing in it is shown to you yet: crawl a source, or ask an admin for a persona.'
                  : 'No asset that you may see matches. Try fewer words, or any type.'}
              </EmptyState>
            ) : (
              <AssetTable assets={assets.data.assets} onOpen={(guid) => onChange({ ...state, asset: guid })} />
            )}
          </>
        )}
        {pages > 1 && (
          <Group justify="center">
            <Pagination
              total={pages}
              value={page}
              siblings={1}
              onChange={(next) => onChange(readSearchState({ ...state, asset: undefined, page: next }))}
              getControlProps={(control) => ({ 'aria-label': `${control} page` })}
              getItemProps={(item) => ({ 'aria-label': `page ${item}` })}
            />
          </Group>
        )}
      </Stack>
      <AssetDrawer
        guid={state.asset ?? null}
        onClose={() => onChange(readSearchState({ ...state, asset: undefined }))}
      />
    </>
  );
}
