import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as decideAsset from '../../src/access/decide-asset.ts';
import type * as gatherFacts from '../../src/access/gather-facts.ts';
import type * as compileCondition from '../../src/catalog/search/compile-condition.ts';
import type * as conditionToAst from '../../src/catalog/search/condition-to-ast.ts';
import type * as combine from '../../src/policy/combine.ts';
import type * as policy from '../../src/policy/index.ts';
import type * as search from '../../src/search/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { reportFigures } from '../support/report-figures.ts';
import { createSmallWorkspace } from '../support/small-workspace.ts';
import { engineLaws, type Engine } from './engine-laws.ts';
import { importMutated, type Fault } from './import-mutated.ts';
import { requireListedAsDecided } from './listed-law.ts';
import { engineMutants, gatherMutants, listMutants } from './mutants.ts';
import { requireOracleAgrees } from './oracle-law.ts';
import { openStage, type Stage } from './put-world.ts';
import { requirePlainRights } from './stored-law.ts';
import { requireWithinAsSaid } from './within-law.ts';

// The laws are worth what they find: each of these faults must break one of them. The seed makes every run say
// the same, and the first counter-example is enough.
fc.configureGlobal({ seed: 20261122, endOnFailure: true });

async function loadEngine(name: string, fault: Fault): Promise<Engine> {
  const { evaluate, residual, matches, mergePaths, isSubset } = await importMutated<typeof policy>(
    'policy/index.ts',
    name,
    fault,
  );
  const { simplify } = await importMutated<typeof combine>('policy/combine.ts', name, fault);
  return { evaluate, residual, matches, simplify, mergePaths, isSubset };
}

function breaks(law: () => unknown): boolean {
  try {
    law();
    return false;
  } catch {
    return true;
  }
}

async function rejects(law: Promise<unknown>): Promise<boolean> {
  return law.then(
    () => false,
    () => true,
  );
}

test('there are more than forty', () => {
  const names = [engineMutants, listMutants, gatherMutants].flatMap((mutants) => Object.keys(mutants));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(40);
  reportFigures('T09 mutants', { mutants: names.length });
});

describe('in the engine', () => {
  test.each(Object.entries(engineMutants))('%s: is found', { timeout: 120_000 }, async (name, fault) => {
    const engine = await loadEngine(name, fault);
    const found =
      Object.values(engineLaws).some((law) => breaks(() => law(engine, 3_000))) ||
      breaks(() => requireOracleAgrees(engine, 5_000));
    expect(found).toBe(true);
  });
});

describe('on the way to SQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  test.each(Object.entries(listMutants))('%s: is found', { timeout: 120_000 }, async (name, fault) => {
    const { residual } = await importMutated<typeof policy>('policy/index.ts', name, fault);
    const { compileWhere, createParameters } = await importMutated<typeof search>('search/index.ts', name, fault);
    const path = 'catalog/search/condition-to-ast.ts';
    const translation = await importMutated<typeof conditionToAst>(path, name, fault);
    const compiling = await importMutated<typeof compileCondition>('catalog/search/compile-condition.ts', name, fault);
    const rights = { residual, compileWhere, createParameters, ...translation, ...compiling };
    const found =
      (await rejects(requireListedAsDecided(database, rights, { worlds: 600 }))) ||
      (await rejects(requireWithinAsSaid(database, rights, 500)));
    expect(found).toBe(true);
  });
});

describe('in the gathering of rights', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(createSmallWorkspace);
  });
  afterAll(() => stage.workspace.close());

  test.each(Object.entries(gatherMutants))('%s: is found', { timeout: 120_000 }, async (name, fault) => {
    const facts = await importMutated<typeof gatherFacts>('access/gather-facts.ts', name, fault);
    const decisions = await importMutated<typeof decideAsset>('access/decide-asset.ts', name, fault);
    const rights = { ...facts, ...decisions };
    expect(await rejects(requirePlainRights(stage, rights, { worlds: 150 }))).toBe(true);
  });
});
