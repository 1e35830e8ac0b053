import { searchHistory, searchSearchLog, searchTasks } from '../../catalog/index.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';

/** Searches in the history of assets, the search log and the tasks (Atlan wire: audit and search log, tasks). */
export function registerHistoryRoutes(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'searchHistory', async ({ principal, body }) => searchHistory(catalog, principal, body));

  serve(router, 'searchSearchLog', async ({ principal, body }) => searchSearchLog(catalog, principal, body));

  serve(router, 'searchTasks', async ({ principal, body }) => searchTasks(catalog, principal, body));
}
