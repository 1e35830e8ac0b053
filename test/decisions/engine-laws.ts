import fc from 'fast-check';
import { expect } from 'vitest';
import type { AssetFacts, AssetRequest, Condition, evaluate, Policy, residual } from '../../src/policy/index.ts';
import {
  actionArbitrary,
  assetArbitrary,
  conditionArbitrary,
  leafArbitrary,
  policiesArbitrary,
  policyArbitrary,
  requestArbitrary,
} from './small-worlds.ts';

/** What the laws hold of: the room `policy`, or one into which a fault was put. */
export interface Engine {
  readonly evaluate: typeof evaluate;
  readonly residual: typeof residual;
  readonly matches: (condition: Condition, asset: AssetFacts) => boolean;
  readonly simplify: (condition: Condition) => Condition;
  readonly mergePaths: (condition: Condition) => Condition;
  readonly isSubset: (narrow: Condition, wide: Condition) => boolean;
}

/** Throws when the engine breaks the law in one of `runs` small worlds. */
export type EngineLaw = (engine: Engine, runs: number) => void;

function allows(engine: Engine, some: readonly Policy[], request: AssetRequest): boolean {
  return engine.evaluate(some, request).effect === 'allow';
}

const residualAgrees: EngineLaw = (engine, runs) => {
  fc.assert(
    fc.property(policiesArbitrary, actionArbitrary, assetArbitrary, (some, of, on) => {
      const request = { action: of, asset: on };
      expect(engine.matches(engine.residual(some, of), on)).toBe(allows(engine, some, request));
    }),
    { numRuns: runs },
  );
};

const denyNeverAdds: EngineLaw = (engine, runs) => {
  fc.assert(
    fc.property(policiesArbitrary, policyArbitrary, requestArbitrary, (some, added, on) => {
      const after = allows(engine, [...some, { ...added, effect: 'deny' }], on);
      if (after) expect(allows(engine, some, on)).toBe(true);
    }),
    { numRuns: runs },
  );
};

const allowNeverRemoves: EngineLaw = (engine, runs) => {
  fc.assert(
    fc.property(policiesArbitrary, policyArbitrary, requestArbitrary, (some, added, on) => {
      if (allows(engine, some, on)) expect(allows(engine, [...some, { ...added, effect: 'allow' }], on)).toBe(true);
    }),
    { numRuns: runs },
  );
};

const maskNeverDecides: EngineLaw = (engine, runs) => {
  fc.assert(
    fc.property(policiesArbitrary, requestArbitrary, (some, on) => {
      const { masks, ...decision } = engine.evaluate(some, on);
      const unmasked = some.filter(({ effect }) => effect !== 'mask');
      expect(decision).toEqual(engine.evaluate(unmasked, on));
      if (decision.effect === 'deny') expect(masks).toBeUndefined();
    }),
    { numRuns: runs },
  );
};

const orderIsNothing: EngineLaw = (engine, runs) => {
  const shuffled = policiesArbitrary.chain((some) =>
    fc.tuple(fc.constant(some), fc.shuffledSubarray([...some, ...some], { minLength: some.length * 2 })),
  );
  fc.assert(
    fc.property(shuffled, requestArbitrary, ([some, mixed], on) => {
      expect(engine.evaluate(mixed, on)).toEqual(engine.evaluate(some, on));
    }),
    { numRuns: runs },
  );
};

/** Ids, tags, creators and guids under other names, none of which is special to anybody. */
const renamed: Readonly<Record<string, string>> = {
  p1: 'q9',
  t1: 'admin',
  T1: 'public',
  t: 'T1',
  ann: '$admin',
  Ann: 'ann',
  a: 'z',
  ab: 'zz',
};

function rename<T>(value: T): T {
  const renameValue = (key: string, held: unknown): unknown => {
    if (['effect', 'kind', 'mask', 'path', 'pattern', 'qualifiedName', 'connectionQualifiedName'].includes(key))
      return held;
    return typeof held === 'string' ? (renamed[held] ?? held) : held;
  };
  // Connections are paths, which keep their names; the names of glossaries change.
  return JSON.parse(JSON.stringify(value), renameValue) as T;
}

/** `connection` conditions hold paths in the same place in which those of a glossary hold names, so they stay out here. */
function hasConnection(some: readonly Policy[]): boolean {
  return JSON.stringify(some).includes('"connection"');
}

const namesMeanNothing: EngineLaw = (engine, runs) => {
  fc.assert(
    fc.property(
      policiesArbitrary.filter((some) => !hasConnection(some)),
      requestArbitrary,
      (some, on) => {
        const { effect, stage } = engine.evaluate(some, on);
        expect(engine.evaluate(rename(some), rename(on))).toMatchObject({ effect, stage });
      },
    ),
    { numRuns: runs },
  );
};

const answersNameTheirReasons: EngineLaw = (engine, runs) => {
  fc.assert(
    fc.property(policiesArbitrary, requestArbitrary, (some, on) => {
      const decision = engine.evaluate(some, on);
      const deciding = some.filter(({ id, effect }) => decision.by.includes(id) && effect === decision.stage);
      const { masks: _, ...bare } = decision;
      expect(engine.evaluate(deciding, on)).toEqual(bare);
      const rest = some.filter((one) => !deciding.includes(one));
      expect(engine.evaluate(rest, on).stage).not.toBe(decision.stage === 'no_grant' ? 'allow' : decision.stage);
    }),
    { numRuns: runs },
  );
};

const someAssets = fc.array(assetArbitrary, { minLength: 4, maxLength: 12 });

/** Assets that are called like the paths in a condition, and ones right beneath them. */
function named(condition: Condition, like: readonly AssetFacts[]): AssetFacts[] {
  const paths = [...JSON.stringify(condition).matchAll(/"path":("(?:[^"\\]|\\.)*")/g)].map(([, path = '""']) => path);
  const names = paths.map((path) => JSON.parse(path) as string).flatMap((path) => [path, `${path}/a`]);
  return like.slice(0, 1).flatMap((asset) => names.map((qualifiedName) => ({ ...asset, qualifiedName })));
}

const simplerIsTheSame: EngineLaw = (engine, runs) => {
  fc.assert(
    fc.property(conditionArbitrary, someAssets, (some, others) => {
      const assets = [...others, ...named(some, others)];
      const matched = assets.map((on) => engine.matches(some, on));
      const [simple, merged] = [engine.simplify(some), engine.mergePaths(some)];
      expect(assets.map((on) => engine.matches(simple, on))).toEqual(matched);
      expect(assets.map((on) => engine.matches(merged, on))).toEqual(matched);
    }),
    { numRuns: runs },
  );
};

/** Two leaves, the second often turned around: that they exclude each other is seen by their kinds alone. */
const twoLeaves = fc.tuple(
  leafArbitrary,
  fc.oneof(
    leafArbitrary,
    leafArbitrary.map((of): Condition => ({ kind: 'not', of })),
  ),
);

const subsetsAreSubsets: EngineLaw = (engine, runs) => {
  let subsets = 0;
  const pairs = fc.oneof(fc.tuple(conditionArbitrary, conditionArbitrary), twoLeaves);
  fc.assert(
    fc.property(pairs, someAssets, ([narrow, wide], assets) => {
      if (!engine.isSubset(narrow, wide)) return;
      subsets += 1;
      for (const on of assets) expect(engine.matches(narrow, on) && !engine.matches(wide, on)).toBe(false);
    }),
    { numRuns: runs * 4 },
  );
  // Without this the law could hold by never being tried.
  expect(subsets).toBeGreaterThan(runs / 5);
};

const everythingIsItsOwnSubset: EngineLaw = (engine, runs) => {
  fc.assert(
    fc.property(conditionArbitrary, (some) => {
      expect(engine.isSubset(some, some)).toBe(true);
    }),
    { numRuns: runs },
  );
};

const storageLosesNothing: EngineLaw = (engine, runs) => {
  fc.assert(
    fc.property(policiesArbitrary, requestArbitrary, (some, on) => {
      const stored = JSON.parse(JSON.stringify(some)) as Policy[];
      expect(stored).toEqual(some);
      expect(engine.evaluate(stored, on)).toEqual(engine.evaluate(some, on));
    }),
    { numRuns: runs },
  );
};

/** The laws by what they promise. The letters are those of the properties in the security design. */
export const engineLaws: Readonly<Record<string, EngineLaw>> = {
  'P2 what is left of the policies matches exactly the assets that are allowed': residualAgrees,
  'P3 adding a deny never adds access': denyNeverAdds,
  'P4 adding an allow never removes access': allowNeverRemoves,
  'a mask neither grants nor refuses, and lies on what is allowed only': maskNeverDecides,
  'P5 order and repetition change nothing, not even the explanation': orderIsNothing,
  'P6 no name is special: with all of them changed the answer is the same': namesMeanNothing,
  'P8 what an answer names is what decided it': answersNameTheirReasons,
  'P15 a policy that went through JSON decides the same': storageLosesNothing,
  'simplifying a condition, or putting its paths together, changes nothing that it matches': simplerIsTheSame,
  'a condition called a subset never matches what the wider one does not': subsetsAreSubsets,
  'every condition is a subset of itself': everythingIsItsOwnSubset,
};
