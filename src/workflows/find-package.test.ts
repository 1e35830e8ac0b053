import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../foundation/index.ts';
import { getPackage, type PackageClues } from './find-package.ts';
import type { Package } from './package.ts';

function packageOf(id: string, prefix: string): Package {
  const nothing = async (): Promise<void> => undefined;
  return { id, prefix, parse: () => null, plan: async () => [], step: nothing, finish: nothing };
}
const packages = [
  packageOf('@atlan/glue', 'atlan-glue'),
  packageOf('@csa/api-token-connection-admin', 'csa-api-token-connection-admin'),
];

function calling(name: string): JsonObject {
  return { templates: [{ dag: { tasks: [{ templateRef: { name } }] } }] };
}
const nothing: PackageClues = { name: 'x', annotations: {}, spec: {} };

describe('the package of a workflow', () => {
  it.each<[string, PackageClues, string]>([
    ['the template its task calls', { ...nothing, name: 'atlan-mssql-1', spec: calling('atlan-glue') }, '@atlan/glue'],
    [
      'the annotation in the spec',
      { ...nothing, spec: { workflowMetadata: { annotations: { 'package.argoproj.io/name': '@atlan/glue' } } } },
      '@atlan/glue',
    ],
    ['its own annotation', { ...nothing, annotations: { 'package.argoproj.io/name': '@atlan/glue' } }, '@atlan/glue'],
    [
      'the prefix of its name',
      { ...nothing, name: 'csa-api-token-connection-admin-1735500000' },
      '@csa/api-token-connection-admin',
    ],
    ['the prefix of an old name', { ...nothing, name: 'atlan-glue-default-glue-1645488678' }, '@atlan/glue'],
    [
      'a longer prefix, not the shorter one in it',
      { ...nothing, name: 'atlan-snowflake-miner-1' },
      '@atlan/snowflake-miner',
    ],
    ['a package known by name only', { ...nothing, spec: calling('atlan-snowflake') }, '@atlan/snowflake'],
  ])('is told by %s', (_, clues, id) => {
    expect(getPackage(clues, { packages }).id).toBe(id);
  });

  it.each<[string, PackageClues, string]>([
    ['a stranger', { ...nothing, spec: calling('my-own') }, 'package_unknown'],
    ['nothing at all', nothing, 'field_invalid'],
  ])('refuses %s', (_, clues, code) => {
    expect(() => getPackage(clues, { packages })).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('tells whoever names a stranger what this server runs', () => {
    const stranger = { ...nothing, spec: calling('my-own') };
    expect(() => getPackage(stranger, { packages })).toThrow('unknown package `my-own`; this server runs @atlan/glue');
  });
});
