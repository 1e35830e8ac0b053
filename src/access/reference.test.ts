import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../../test/decisions/put-world.ts';
import { requirePlainRights } from '../../test/decisions/stored-law.ts';
import { reportFigures } from '../../test/support/report-figures.ts';
import { createSmallWorkspace } from '../../test/support/small-workspace.ts';
import { assetCondition, decideAsset } from './decide-asset.ts';
import { gatherFacts } from './gather-facts.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage(createSmallWorkspace);
});

afterAll(() => stage.workspace.close());

test('what is gathered and decided, for one asset and for a list, is what the plain rules say', async () => {
  const rights = { gatherFacts, assetCondition, decideAsset };
  const figures = await requirePlainRights(stage, rights, { worlds: 150 });
  reportFigures('T09 stored', { ...figures });
  // Worlds in which everything or nothing is allowed would show nothing.
  expect(figures.allowed / figures.decisions).toBeGreaterThan(0.05);
  expect(figures.allowed / figures.decisions).toBeLessThan(0.5);
});
