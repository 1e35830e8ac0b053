import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { operations } from '../../../src/contract/index.ts';
import { aggregationNames, clauseNames } from '../../../src/search/index.ts';

const pages = ['coverage.md', 'coverage-metadata.md'].map((name) =>
  readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8'),
);

/** Every row of every table: its first and its last cell. */
const rows = pages
  .flatMap((page) => page.split('\n'))
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').slice(1, -1))
  .map((cells) => ({ first: cells.at(0)?.trim() ?? '', last: cells.at(-1)?.trim() ?? '' }));
const endpoints = rows
  .filter(({ first }) => /^`(GET|POST|PUT|PATCH|DELETE) [^`]+`$/.test(first))
  .map(({ first, last }) => ({ endpoint: first.slice(1, -1), isMissing: last.startsWith('not yet') }));
const served = Object.values(operations).map(({ method, path }) => ({ path, endpoint: `${method} ${path}` }));
const isOnTheWire = (path: string) => /^\/(?:api\/meta|api\/service|auth)\//.test(path);

it('every operation of the Atlan wire has one row in the coverage page, and no other row claims to work', () => {
  const named = endpoints.filter(({ isMissing }) => !isMissing).map(({ endpoint }) => endpoint);
  const wire = served.filter(({ path }) => isOnTheWire(path)).map(({ endpoint }) => endpoint);
  expect(named.sort()).toEqual(wire.sort());
});

it('every operation of our own is under a path that the coverage page names, and each of these has one', () => {
  const named = rows.flatMap(({ first }) => [...first.matchAll(/`(\/[^`]*)`/g)].map(([, path]) => path ?? ''));
  const own = served.map(({ path }) => path).filter((path) => !isOnTheWire(path));
  const under = (path: string, prefix: string) => path === prefix || path.startsWith(`${prefix}/`);
  expect(own.filter((path) => !named.some((prefix) => under(path, prefix)))).toEqual([]);
  expect(named.filter((prefix) => !own.some((path) => under(path, prefix)))).toEqual([]);
});

it('what the coverage page calls missing is no operation of the server', () => {
  const missing = endpoints.filter(({ isMissing }) => isMissing).map(({ endpoint }) => endpoint);
  expect(missing.length).toBeGreaterThan(0);
  expect(served.filter(({ endpoint }) => missing.includes(endpoint))).toEqual([]);
});

it('the coverage page names every clause and every aggregation of the search', () => {
  const listed = (part: string): string[] => {
    const [names = ''] = rows.find(({ first }) => first === part)?.last.split(';') ?? [];
    return [...names.matchAll(/`([a-z_]+)`/g)].map(([, name]) => name ?? '');
  };
  expect(listed('clauses')).toEqual(clauseNames);
  expect(listed('aggregations')).toEqual(aggregationNames);
});

it('the coverage pages stay short enough to be read', () => {
  expect(Math.max(...pages.map((page) => page.split('\n').length))).toBeLessThan(250);
});
