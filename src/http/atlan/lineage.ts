import { getLineageGraph, listLineage } from '../../catalog/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryFlag, queryInteger, queryText, type QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';

/** The numbers that a GET asks for; COMPAT: `-1` stands for no limit on the wire, as does saying nothing. */
function readNumbers(query: QueryValues): Record<string, number> {
  const names = ['depth', 'offset', 'limit'].filter((name) => queryText(query, name) !== '-1');
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = queryInteger(query, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function readGraphQuery(query: QueryValues) {
  const direction = queryText(query, 'direction');
  return {
    ...readNumbers(query),
    ...(direction === undefined ? {} : { direction }),
    hideProcess: queryFlag(query, 'hideProcess'),
    allowDeletedProcess: queryFlag(query, 'allowDeletedProcess'),
  };
}

/** Lineage (Atlan wire, lineage list and graph). */
export function registerLineageRoutes(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'listLineage', async ({ principal, body }) => listLineage(catalog, principal, body));

  serve(router, 'getLineageGraph', async ({ principal, body }) => getLineageGraph(catalog, principal, body));

  serve(router, 'getLineage', async ({ principal, params, query }) =>
    getLineageGraph(catalog, principal, { ...readGraphQuery(query), guid: params.guid }),
  );

  serve(router, 'getLineageOf', async ({ principal, params, body }) =>
    getLineageGraph(catalog, principal, { ...body, guid: params.guid }),
  );
}
