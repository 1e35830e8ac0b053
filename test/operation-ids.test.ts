import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Operation } from '../src/contract/index.ts';

const contract = join(import.meta.dirname, '../src/contract');

/** The tables that the one table is put together from, by the name of their file. */
async function readTables(): Promise<[string, Readonly<Record<string, Operation>>][]> {
  const files = globSync('*/*operations.ts', { cwd: contract }).toSorted();
  const modules = await Promise.all(
    files.map((file) => import(join(contract, file)) as Promise<Readonly<Record<string, Record<string, Operation>>>>),
  );
  return modules.flatMap((module, at) =>
    Object.entries(module)
      .filter(([name]) => name.endsWith('Operations'))
      .map(([, table]): [string, Readonly<Record<string, Operation>>] => [files[at] ?? '', table]),
  );
}

it('no two operations have one id, nor one method and path: of two, the later would silently take the place of the former', async () => {
  const tables = await readTables();
  expect(tables.length).toBeGreaterThan(20);
  const listed = tables.flatMap(([file, table]) => Object.entries(table).map(([id, one]) => ({ file, id, ...one })));
  const repeated = (name: (one: (typeof listed)[number]) => string) =>
    [...Map.groupBy(listed, name)]
      .filter(([, ones]) => ones.length > 1)
      .map(([key, ones]) => [key, ones.map((one) => one.file)]);
  expect(repeated(({ id }) => id)).toEqual([]);
  expect(repeated(({ method, path }) => `${method} ${path}`)).toEqual([]);
});
