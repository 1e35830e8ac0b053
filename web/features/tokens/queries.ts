import { queryOptions } from '@tanstack/react-query';
import { assetQuery, collectAll } from '../../../src/sdk/index.ts';
import { client, searchClient } from '../../api/client.ts';

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => collectAll(client.tokens.governed.list({ signal })),
});

const personasMax = 500;

/** The personas that a new token can be linked to. */
export const personasQuery = queryOptions({
  queryKey: ['personas'],
  queryFn: async ({ signal }) => {
    const page = await searchClient.search.page(assetQuery().ofType('Persona'), { size: personasMax, signal });
    return page.assets.map((persona) => ({ value: persona.qualifiedName, label: persona.name }));
  },
});
