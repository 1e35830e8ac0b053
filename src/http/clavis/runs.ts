import { CatalogError } from '../../foundation/index.ts';
import { getRunProgress, listRuns } from '../../workflows/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryInteger, type QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';
import { renderRunDetail, renderRunSummary } from './render-run.ts';

const limitDefault = 50;
const limitMax = 200;

function readLimit(query: QueryValues): number {
  const limit = queryInteger(query, 'limit') ?? 0;
  if (limit <= limitMax) return limit === 0 ? limitDefault : limit;
  throw new CatalogError(
    'field_invalid',
    `query parameter \`limit\` is \`${String(limit)}\`; accepted: up to ${String(limitMax)}`,
  );
}

/** Runs as people watch them. */
export function registerNativeRunRoutes(router: Router, { workflows }: HttpDeps): void {
  serve(router, 'listRuns', async ({ principal, query }) => {
    const runs = await listRuns(workflows, principal, { limit: readLimit(query) });
    return { runs: runs.map(renderRunSummary) };
  });

  serve(router, 'getRun', async ({ principal, params }) =>
    renderRunDetail(await getRunProgress(workflows, principal, params.name)),
  );
}
