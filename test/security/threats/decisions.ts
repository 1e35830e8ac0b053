import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assetCondition, decideAsset, gatherFacts } from '../../../src/access/index.ts';
import { compileCondition } from '../../../src/catalog/search/compile-condition.ts';
import { conditionToAst } from '../../../src/catalog/search/condition-to-ast.ts';
import { evaluate, residual } from '../../../src/policy/index.ts';
import { createParameters } from '../../../src/search/index.ts';
import { requireListedAsDecided } from '../../decisions/listed-law.ts';
import { requireOracleAgrees } from '../../decisions/oracle-law.ts';
import { openStage, type Stage } from '../../decisions/put-world.ts';
import { requirePlainRights } from '../../decisions/stored-law.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { reportFigures } from '../../support/report-figures.ts';
import { createSmallWorkspace } from '../../support/small-workspace.ts';

export interface DecisionRuns {
  /** Decisions that Cedar is asked for. */
  readonly decisions: number;
  /** Worlds in a database; each some thousand decisions by the plain rules, or some hundred by SQL. */
  readonly worlds: number;
}

const timeout = 3_600_000;

/** T09: a decision that is wrong. */
export function describeDecisions({ decisions, worlds }: DecisionRuns): void {
  describe('decisions', () => {
    let stage: Stage;
    let database: TestDatabase;
    beforeAll(async () => {
      stage = await openStage(createSmallWorkspace);
      database = await createTestDatabase();
    });
    afterAll(async () => {
      await stage.workspace.close();
      await database.close();
    });

    it(`are those of Cedar, reasons and masks included: ${String(decisions)}`, { timeout }, () => {
      const figures = requireOracleAgrees({ evaluate }, decisions);
      reportFigures('T09 Cedar', { ...figures });
      // An oracle that always says no would agree with an engine that does.
      expect(figures.allowed / figures.decisions).toBeGreaterThan(0.1);
    });

    it(`are in a list those about each asset: ${String(worlds)} worlds on PostgreSQL`, { timeout }, async () => {
      const rights = { residual, conditionToAst, compileCondition, createParameters };
      reportFigures('T09 listed', { ...(await requireListedAsDecided(database, rights, { worlds })) });
    });

    it(`are those of the plain rules over what is stored: ${String(worlds)} worlds`, { timeout }, async () => {
      const rights = { gatherFacts, assetCondition, decideAsset };
      reportFigures('T09 stored', { ...(await requirePlainRights(stage, rights, { worlds })) });
    });

    it('negative control: an engine in which an allow beats a deny is not that of Cedar', { timeout }, () => {
      const faulty: typeof evaluate = (policies, request) => {
        const allowing = policies.filter(({ effect }) => effect !== 'deny');
        const decision = evaluate(allowing, request);
        return decision.effect === 'allow' ? decision : evaluate(policies, request);
      };
      const before = fc.readConfigureGlobal();
      fc.configureGlobal({ ...before, endOnFailure: true });
      expect(() => requireOracleAgrees({ evaluate: faulty }, 5_000)).toThrow('Property failed');
      fc.configureGlobal(before);
    });
  });
}
