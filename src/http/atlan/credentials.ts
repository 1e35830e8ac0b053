import {
  archiveCredential,
  createCredential,
  getCredential,
  listCredentials,
  testCredential,
  updateCredential,
  useCredential,
} from '../../workflows/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryFlag, queryInteger, queryText, type QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';
import { parseFilterJson } from './parse-filter-json.ts';

/** This list has a filter grammar of its own: an object of equalities. */
function readCredentialQuery(query: QueryValues) {
  const filter = queryText(query, 'filter');
  const limit = queryInteger(query, 'limit') ?? 0;
  return {
    offset: queryInteger(query, 'offset') ?? 0,
    ...(filter === undefined ? {} : { filter: parseFilterJson(filter) }),
    ...(limit === 0 ? {} : { limit }),
  };
}

/** Credentials of source systems (Atlan wire, credentials API). */
export function registerCredentialRoutes(router: Router, { workflows }: HttpDeps): void {
  serve(router, 'listCredentials', async ({ principal, query }) =>
    listCredentials(workflows, principal, readCredentialQuery(query)),
  );

  serve(router, 'createCredential', async ({ principal, query, body }) =>
    createCredential(workflows, principal, { body, isTested: queryFlag(query, 'testCredential') }),
  );

  serve(router, 'testCredential', async ({ principal, body }) => testCredential(workflows, principal, body));

  serve(router, 'getCredential', async ({ principal, params }) => getCredential(workflows, principal, params.guid));

  serve(router, 'updateCredential', async ({ principal, params, body }) =>
    updateCredential(workflows, principal, { guid: params.guid, body }),
  );

  serve(router, 'useCredential', async ({ principal, params }) => useCredential(workflows, principal, params.guid));

  serve(router, 'archiveCredential', async ({ principal, params }) =>
    archiveCredential(workflows, principal, params.guid),
  );
}
