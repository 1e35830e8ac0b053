import { open, type RouteCase } from './route-case.ts';

const query = { match_all: {} };

/** What is shown is another matter; every actor may ask. */
export const historyRouteCases = {
  searchHistory: open('searchHistory', { body: { dsl: { query, size: 1 }, attributes: [] } }, 200),
  searchSearchLog: open('searchSearchLog', { body: { dsl: { query, size: 1 }, attributes: [] } }, 200),
  searchTasks: open('searchTasks', { body: { dsl: { query, size: 1 } } }, 200),
} as const satisfies Record<string, RouteCase>;
