import { describe, test } from 'vitest';
import { engineLaws } from '../../test/decisions/engine-laws.ts';
import { simplify } from './combine.ts';
import { matches } from './condition.ts';
import { evaluate } from './evaluate.ts';
import { mergePaths } from './merge-paths.ts';
import { residual } from './residual.ts';
import { isSubset } from './subset.ts';

const engine = { evaluate, residual, matches, simplify, mergePaths, isSubset };

describe('over random small worlds', () => {
  test.each(Object.entries(engineLaws))('%s', (_, law) => {
    law(engine, 5_000);
  });
});
