import fc from 'fast-check';
import { expect } from 'vitest';
import { cedarOver } from './ask-cedar.ts';
import type { Engine } from './engine-laws.ts';
import { policiesArbitrary, requestArbitrary } from './small-worlds.ts';

/** As many requests of one world as make its parsing cheap beside them. */
const requestsPerWorld = 25;
const requests = fc.array(requestArbitrary, { minLength: requestsPerWorld, maxLength: requestsPerWorld });

/** How many decisions were compared, and how many of them allowed. */
export interface OracleFigures {
  readonly decisions: number;
  readonly allowed: number;
}

/** P1: throws unless the engine decides as Cedar does, reasons and masks included. */
export function requireOracleAgrees(engine: Pick<Engine, 'evaluate'>, decisions: number): OracleFigures {
  const seen = { decisions: 0, allowed: 0 };
  fc.assert(
    fc.property(policiesArbitrary, requests, (some, asked) => {
      const decide = cedarOver(some);
      for (const request of asked) {
        const decision = engine.evaluate(some, request);
        expect(decision).toEqual(decide(request));
        seen.decisions += 1;
        if (decision.effect === 'allow') seen.allowed += 1;
      }
    }),
    { numRuns: Math.ceil(decisions / requestsPerWorld) },
  );
  return seen;
}
