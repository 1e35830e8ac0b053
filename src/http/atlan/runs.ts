import type { WorkflowSearchRequest } from '../../contract/index.ts';
import { parseSearch } from '../../search/index.ts';
import {
  getSchedule,
  listMissedRuns,
  listScheduledRuns,
  listSchedules,
  parseScheduleWindow,
  searchRuns,
  searchWorkflows,
  stopRun,
  type DocumentSearch,
  type ScheduleWindow,
} from '../../workflows/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryText, type QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';
import { renderHits } from './render-hits.ts';

/** COMPAT: one client sends every key that is not set as null; null is absent here. */
function readSearch(body: WorkflowSearchRequest): DocumentSearch {
  const given = Object.entries(body).filter(([, value]) => value !== null);
  return parseSearch(Object.fromEntries(given), 'body');
}

function readWindow(query: QueryValues): ScheduleWindow {
  return parseScheduleWindow(queryText(query, 'startDate') ?? null, queryText(query, 'endDate') ?? null);
}

/** Search over workflows and runs, stopping, schedules (Atlan wire, workflow endpoints). */
export function registerRunRoutes(router: Router, { workflows }: HttpDeps): void {
  serve(router, 'searchWorkflows', async ({ principal, body }) =>
    renderHits('workflows', await searchWorkflows(workflows, principal, readSearch(body))),
  );

  serve(router, 'searchRuns', async ({ principal, body }) =>
    renderHits('runs', await searchRuns(workflows, principal, readSearch(body))),
  );

  serve(router, 'stopRun', async ({ principal, params }) => stopRun(workflows, principal, params.name));

  // COMPAT: one client reads this list as if it were a single schedule; `metadata` keeps it from failing.
  serve(router, 'listSchedules', async ({ principal }) => ({
    metadata: { resourceVersion: '1' },
    items: await listSchedules(workflows, principal),
  }));

  serve(router, 'listScheduledRuns', async ({ principal, query }) =>
    listScheduledRuns(workflows, principal, readWindow(query)),
  );

  serve(router, 'listMissedRuns', async ({ principal, query }) =>
    listMissedRuns(workflows, principal, readWindow(query)),
  );

  serve(router, 'getSchedule', async ({ principal, params }) => getSchedule(workflows, principal, params.name));
}
