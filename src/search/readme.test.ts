import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aggregationNames } from './aggregations/read-aggregations.ts';
import { clauseNames } from './parse-query.ts';

const folder = import.meta.dirname;

function filesOf(subfolder: string): string[] {
  return readdirSync(join(folder, subfolder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.replace(/\.ts$/, ''));
}

function listedAfter(heading: string): string[] {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const section = readme.slice(readme.indexOf(heading)).replace(heading, '').trimStart();
  const list = section.slice(0, section.indexOf('\n\n'));
  return [...list.matchAll(/`([a-z_]+)`/g)].map((match) => match[1] ?? '');
}

describe('README', () => {
  it('lists exactly the clauses that have a file and that a query may use', () => {
    const files = filesOf('dsl')
      .map((file) => file.replaceAll('-', '_'))
      .sort();
    expect(listedAfter('## Clauses')).toEqual(files);
    expect([...clauseNames].sort()).toEqual(files);
  });

  it('lists exactly the aggregations', () => {
    expect(listedAfter('Aggregations:')).toEqual([...aggregationNames]);
  });

  it('every clause has its test beside it', () => {
    const tests = readdirSync(join(folder, 'dsl')).filter((file) => file.endsWith('.test.ts'));
    expect(tests.map((file) => file.replace('.test.ts', '')).sort()).toEqual(filesOf('dsl').sort());
  });
});
