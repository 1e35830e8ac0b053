import { printable } from './printable.ts';
import { renderTable } from './render-table.ts';

const counts = ['added', 'changed', 'archived', 'hidden', 'filtered', 'failed', 'unchanged'] as const;

const recordsOf = (value: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(value) ? (value as Record<string, unknown>[]) : [];

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** The plan of a crawl of Glue (`result` of its dry run) for people: what becomes of each database, what is missing, the least policy. */
export function renderGluePlan(plan: Readonly<Record<string, unknown>>): string {
  const checks = recordsOf(plan['preflight']).map(
    ({ check, isPassed, message }) =>
      `${isPassed === true ? 'passed' : 'FAILED'}  ${textOf(check)}: ${textOf(message)}`,
  );
  const rows = recordsOf(plan['databases']).map((row) => [
    [row['catalog'], row['database']]
      .map(textOf)
      .filter((name) => name !== '')
      .join('/'),
    ...counts.map((name) => textOf(row[name])),
    textOf(row['problem']),
  ]);
  const dropped = Array.isArray(plan['droppedDatabases']) ? plan['droppedDatabases'].map(textOf) : [];
  const missing = recordsOf(plan['missingGrants']).map(
    ({ action, resource, reason }) => `missing ${textOf(action)} on ${textOf(resource)}: ${textOf(reason)}`,
  );
  const calls = Object.values((plan['calls'] ?? {}) as Record<string, number>).reduce((sum, count) => sum + count, 0);
  const cost = plan['minutes'] === undefined ? [] : [`about ${calls} calls and ${textOf(plan['minutes'])} minutes`];
  const policy = JSON.stringify(plan['policy'] ?? {}, null, 2);
  return [
    ...checks.map(printable),
    ...(rows.length === 0 ? [] : ['', renderTable(['database', ...counts, 'problem'], rows)]),
    ...dropped.map((name) => printable(`${name} is gone at the source and would be archived`)),
    ...missing.map(printable),
    '',
    ...cost,
    'least IAM policy:',
    policy,
  ].join('\n');
}
