import fc from 'fast-check';
import { expect } from 'vitest';
import type { AccessFacts, assetCondition, decideAsset, gatherFacts } from '../../src/access/index.ts';
import type { Principal } from '../../src/identity/index.ts';
import { actions, matches, type Action, type AssetFacts } from '../../src/policy/index.ts';
import { worldArbitrary, worldAssetArbitrary, type World } from './access-world.ts';
import { answerPlainly } from './plain-rights.ts';
import { putWorld, type Stage } from './put-world.ts';

/** What gathers rights and decides by them: the room `access`, or one into which a fault was put. */
export interface StoredRights {
  readonly gatherFacts: typeof gatherFacts;
  readonly assetCondition: typeof assetCondition;
  readonly decideAsset: typeof decideAsset;
}

export interface StoredRuns {
  readonly worlds: number;
}

/** How many decisions were compared, and how many of them allowed. */
export interface StoredFigures {
  readonly decisions: number;
  readonly allowed: number;
}

interface Asked {
  readonly among: World;
  readonly who: Principal;
  readonly facts: AccessFacts;
  readonly rights: StoredRights;
  readonly action: Action;
}

/** What is allowed on each asset; throws when a decision, or the condition of a list, says otherwise than the plain rules. */
function compareAnswers({ among, who, facts, rights, action }: Asked, assets: readonly AssetFacts[]): boolean[] {
  const condition = rights.assetCondition(facts, action);
  return assets.map((on) => {
    const said = answerPlainly(among, { who, action, on });
    const { effect, masks, by } = rights.decideAsset(facts, action, on);
    const decided = { allowed: effect === 'allow', masked: masks !== undefined };
    const listed = matches(condition, on);
    const question = { who: who.username, action, typeName: on.typeName, qualifiedName: on.qualifiedName, by };
    // Comparing in the framework only where there is something to show: this is done some million times.
    if (decided.allowed !== said.allowed || decided.masked !== said.masked || listed !== said.allowed)
      expect({ ...question, ...decided, listed }).toEqual({ ...question, ...said, listed: said.allowed });
    return said.allowed;
  });
}

/**
 * Throws unless what is gathered from the database and decided, for one asset and for a list, is what the plain rules say, for
 * every actor and action of random worlds.
 */
export async function requirePlainRights(
  stage: Stage,
  rights: StoredRights,
  { worlds }: StoredRuns,
): Promise<StoredFigures> {
  const seen = { decisions: 0, allowed: 0 };
  const assets = fc.array(worldAssetArbitrary, { minLength: 20, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(worldArbitrary(stage.people), assets, async (among, some) => {
      await putWorld(stage, among);
      for (const who of stage.people) {
        const facts = await rights.gatherFacts(stage.workspace.db, who);
        for (const action of actions) {
          const allowed = compareAnswers({ among, who, facts, rights, action }, some);
          seen.decisions += allowed.length;
          seen.allowed += allowed.filter(Boolean).length;
        }
      }
    }),
    { numRuns: worlds },
  );
  return seen;
}
