import { describe, expect, it } from 'vitest';

import type { CatalogDeps } from '../../catalog/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { createGluePackage } from './create-glue-package.ts';
import { acceptsDatabase } from './database-filter.ts';
import { parseGlueConfig } from './parse-glue-config.ts';
import { excludedNames } from './table-exclusion.ts';

const connection = JSON.stringify({
  typeName: 'Connection',
  guid: '-1',
  attributes: {
    qualifiedName: 'default/glue/1735500000',
    name: 'production',
    connectorName: 'glue',
    adminUsers: ['jsmith'],
  },
});
const guid = '0b7c4f6e-8a53-4a3c-9b8e-6f2a9d1c7e54';

const parse = (parameters: Record<string, unknown>): ReturnType<typeof parseGlueConfig> =>
  parseGlueConfig(new Map(Object.entries({ connection, ...parameters })));

function problemPaths(parameters: Record<string, unknown>): string[] {
  try {
    parse(parameters);
    return [];
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    expect(error.code).toBe('field_invalid');
    return error.details.map(({ path }) => path);
  }
}

describe('parseGlueConfig', () => {
  it('takes the parameters as the SDKs send them', () => {
    const config = parse({
      'include-filter': '{"AwsDataCatalog": {"sales": {}, "web": {}}}',
      'exclude-filter': '{}',
      'credentials-fetch-strategy': 'credential_guid',
      'credential-guid': guid,
      'publish-mode': 'production',
      'atlas-auth-type': 'internal',
    });
    expect(config).toMatchObject({
      connection: { qualifiedName: 'default/glue/1735500000', name: 'production' },
      credentialGuid: guid,
      excludedTables: null,
      archivePercentMax: 20,
    });
    expect(['sales', 'web', 'hr'].map((name) => acceptsDatabase(config.databases, name))).toEqual([true, true, false]);
  });

  it.each([
    ['nothing', {}, [true, true]],
    ['empty filters', { 'include-filter': '{}', 'exclude-filter': '{}' }, [true, true]],
    ['a catalog without databases', { 'include-filter': { AwsDataCatalog: {} } }, [true, true]],
    ['an exclusion', { 'exclude-filter': { AwsDataCatalog: { a: {} } } }, [false, true]],
    ['the exclusion of everything', { 'exclude-filter': { AwsDataCatalog: {} } }, [false, false]],
    [
      'both for one database',
      { 'include-filter': { AwsDataCatalog: { a: {} } }, 'exclude-filter': { AwsDataCatalog: { a: {} } } },
      [false, false],
    ],
    ['a name that looks like a pattern', { 'include-filter': { AwsDataCatalog: { '^a$': {} } } }, [false, false]],
  ])('with %s crawls the right databases', (_says, filters, expected) => {
    const { databases } = parse(filters);
    expect(['a', 'b'].map((name) => acceptsDatabase(databases, name))).toEqual(expected);
  });

  it('uses the identity of the server when no credential came with the workflow', () => {
    for (const value of [undefined, null, '', '{{credentialGuid}}']) {
      expect(parse({ 'credential-guid': value }).credentialGuid).toBeNull();
    }
  });

  it('refuses a workflow without a credential unless the operator lends the identity of the server', () => {
    // Parsing touches neither the catalog nor the source.
    const catalog = {} as CatalogDeps;
    const parameters = new Map(Object.entries({ connection }));
    expect(() => createGluePackage({ catalog }).parse(parameters)).toThrow(/does not lend its own AWS identity/);
    const lent = createGluePackage({ catalog, isServerIdentityAllowed: true }).parse(parameters);
    expect(lent.credentialGuid).toBeNull();
  });

  it('reports every problem at once', () => {
    const bad = {
      typeName: 'Table',
      attributes: { qualifiedName: 'default/snowflake/1', name: ' ', adminUsers: 'jsmith' },
    };
    expect(
      problemPaths({
        connection: bad,
        'include-filter': '{"AwsDataCatalog": ["a"]}',
        'exclude-filter': 'not json',
        'exclude-table-regex': '(',
        'credential-guid': 'x',
        'archive-percent-max': 101,
        'extraction-method': 's3',
      }),
    ).toEqual([
      'include-filter.AwsDataCatalog',
      'exclude-filter',
      'connection.typeName',
      'connection.attributes.qualifiedName',
      'connection.attributes.name',
      'connection.attributes.adminUsers',
      'credential-guid',
      'exclude-table-regex',
      'archive-percent-max',
      'extraction-method',
    ]);
  });

  it('refuses a connection that is none, and a catalog that cannot be crawled', () => {
    expect(problemPaths({ connection: '{' })).toEqual(['connection']);
    expect(problemPaths({ connection: '{"typeName":"Connection"}' })).toEqual(['connection']);
    expect(problemPaths({ 'include-filter': '{"1:s3tablescatalog/b":{}}' })).toEqual(['include-filter']);
  });
});

describe('excludedNames', () => {
  it('matches whole names only', () => {
    expect([...excludedNames('tmp_.*|old', ['tmp_a', 'my_tmp_a', 'old', 'older', '__proto__'])]).toEqual([
      'tmp_a',
      'old',
    ]);
  });

  it('stops a pattern that would never end', () => {
    expect(() => excludedNames('(a+)+', [`${'a'.repeat(60)}!`])).toThrow(/takes longer than 1000 ms/);
  });
});
