import fc from 'fast-check';
import { expect } from 'vitest';
import type { compileCondition } from '../../src/catalog/search/compile-condition.ts';
import type { conditionToAst } from '../../src/catalog/search/condition-to-ast.ts';
import { factsOf, type AuthorizedAsset } from '../../src/catalog/entities/asset-row.ts';
import { loadTypeRegistry } from '../../src/catalog/types/type-registry.ts';
import { evaluate, type Policy, type residual } from '../../src/policy/index.ts';
import type { createParameters } from '../../src/search/index.ts';
import type { TestDatabase } from '../support/database.ts';
import { actionArbitrary, assetArbitrary, policiesArbitrary } from './small-worlds.ts';

/** What turns rights into SQL: the rooms `catalog` and `search`, or ones into which a fault was put. */
export interface ListedRights {
  readonly residual: typeof residual;
  readonly conditionToAst: typeof conditionToAst;
  readonly compileCondition: typeof compileCondition;
  readonly createParameters: typeof createParameters;
}

export interface ListedRuns {
  readonly worlds: number;
}

type Row = AuthorizedAsset & { readonly guid: string };

const types = loadTypeRegistry();

/** Assets as they are stored; tags come by themselves or from elsewhere, and some assets hang on the first one. */
const rows: fc.Arbitrary<Row[]> = fc
  .uniqueArray(fc.tuple(assetArbitrary, fc.subarray(['t1', 'T1', 't']), fc.boolean()), {
    minLength: 1,
    maxLength: 10,
    selector: ([{ qualifiedName, typeName }]) => `${typeName} ${qualifiedName}`,
  })
  .map((drafts) => {
    const assets = drafts.map(
      ([{ qualifiedName, typeName, connectionQualifiedName, createdBy, tagNames }, propagatedTagNames], at) => ({
        guid: `${String(at).repeat(8)}-0000-4000-8000-000000000000`,
        ...{ qualifiedName, typeName, connectionQualifiedName, createdBy },
        ...{ directTagNames: tagNames, propagatedTagNames },
      }),
    );
    const [first = null] = assets;
    return assets.map((asset, at) => ({ ...asset, host: at > 0 && drafts[at]?.[2] === true ? first : null }));
  });

function standing(at: number, qualifiedName: string): Row {
  return {
    guid: `${String(at).repeat(8)}-0000-4000-8000-000000000000`,
    ...{ qualifiedName, typeName: 'Table', connectionQualifiedName: null, createdBy: 'ann' },
    ...{ directTagNames: [], propagatedTagNames: [], host: null },
  };
}

/** Beneath a path, and beneath one that differs from it in its case only: drawn at random, the two meet too seldom. */
const besideItsPath: Row[] = [standing(1, 'a/ab'), standing(2, 'A/ab')];
const underPath: Policy[] = [
  { id: 'p', effect: 'allow', actions: ['asset.read'], where: { kind: 'under', path: 'a' } },
];

async function putRows({ pool }: TestDatabase, assets: readonly Row[]): Promise<void> {
  await pool.query('TRUNCATE asset, source_fingerprint');
  await pool.query(
    `INSERT INTO asset (guid, type_name, qualified_name, name, connection_qualified_name, created_by, direct_tag_names,
       propagated_tag_names, host_guid, updated_by, create_time, update_time)
     SELECT guid, "typeName", "qualifiedName", 'n', "connectionQualifiedName", "createdBy", "directTagNames",
       "propagatedTagNames", (host ->> 'guid')::uuid, 'x', 0, 0
     FROM jsonb_to_recordset($1::jsonb) AS r (guid uuid, "typeName" text, "qualifiedName" text,
       "connectionQualifiedName" text, "createdBy" text, "directTagNames" text[], "propagatedTagNames" text[], host jsonb)`,
    [JSON.stringify(assets)],
  );
}

/**
 * P2 on PostgreSQL: throws unless the rows that the SQL of some policies lets through are those about which the policies decide
 * `allow` one by one.
 */
export async function requireListedAsDecided(
  database: TestDatabase,
  rights: ListedRights,
  { worlds }: ListedRuns,
): Promise<{ readonly decisions: number; readonly allowed: number }> {
  const seen = { decisions: 0, allowed: 0 };
  const readings = fc.array(fc.tuple(policiesArbitrary, actionArbitrary), { minLength: 4, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(rows, readings, async (assets, asked) => {
      await putRows(database, assets);
      for (const [policies, action] of asked) {
        const params = rights.createParameters();
        const ast = rights.conditionToAst(rights.residual(policies, action), types);
        const where = rights.compileCondition(ast, 'asset', { params, now: new Date(0) });
        const text = `SELECT guid FROM asset WHERE ${where} ORDER BY guid`;
        const listed = await database.pool.query<{ guid: string }>(text, [...params.values]);
        const decided = assets.filter(
          (asset) => evaluate(policies, { action, asset: factsOf(types, asset) }).effect === 'allow',
        );
        const guids = decided.map(({ guid }) => guid).sort();
        expect({ policies, guids: listed.rows.map(({ guid }) => guid) }).toEqual({ policies, guids });
        seen.decisions += assets.length;
        seen.allowed += guids.length;
      }
    }),
    { numRuns: worlds, examples: [[besideItsPath, [[underPath, 'asset.read']]]] },
  );
  return seen;
}
