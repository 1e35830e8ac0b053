import type { Operation } from '../operation.ts';

/** What happened to assets, what was searched for, and what was carried on (Atlan wire: audit and search log, tasks). */
export const historyOperations = {
  searchHistory: {
    method: 'POST',
    path: '/api/meta/entity/auditSearch',
    tag: 'history',
    summary: 'Search what happened to assets, newest first',
    access: 'principal',
    capability: 'asset.read on each asset; audit.read for those that are purged',
  },
  searchSearchLog: {
    method: 'POST',
    path: '/api/meta/search/searchlog',
    tag: 'history',
    summary: 'Search the searches that were remembered',
    access: 'principal',
    capability: 'none for one’s own; audit.read for those of others',
  },
  searchTasks: {
    method: 'POST',
    path: '/api/meta/task/search',
    tag: 'history',
    summary: 'Search the tasks that carried tags on; each is complete',
    access: 'principal',
    capability: 'asset.read on the asset of each task',
  },
} as const satisfies Record<string, Operation>;
