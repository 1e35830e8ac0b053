import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simplify } from './combine.ts';
import { matches, type AssetFacts, type Condition } from './condition.ts';
import { evaluate, type AssetRequest } from './evaluate.ts';
import { actions, type Policy } from './policy.ts';
import { residual } from './residual.ts';
import { isSubset } from './subset.ts';

// Few names, chosen for near-misses: prefixes without a border, case, SQL and glob wildcards, a letter outside ASCII.
const segments = ['a', 'A', 'ab', '1', '10', '%', '_', '*', 'ä', '0', '.'];
const typeNames = ['Table', 'Column', 'SQL', 'Asset'];
const usernames = ['ann', 'Ann', 'service-account-apikey-1'];
const guids = ['g1', 'g2', 'g3'];

const segment = fc.constantFrom(...segments);
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));

/** An asset in which about a third of what can be missing is. */
const asset: fc.Arbitrary<AssetFacts> = fc
  .record({
    guid: fc.option(fc.constantFrom(...guids), { freq: 2, nil: undefined }),
    qualifiedName: path,
    typeName: fc.constantFrom(...typeNames),
    superTypes: fc.subarray(typeNames),
    connectionQualifiedName: fc.option(path, { freq: 2, nil: null }),
    createdBy: fc.constantFrom(...usernames),
  })
  .map(({ guid, ...rest }) => (guid === undefined ? rest : { ...rest, guid }));

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom<Condition>({ kind: 'all' }, { kind: 'none' }),
  path.map((at): Condition => ({ kind: 'under', path: at })),
  path.map((at): Condition => ({ kind: 'below', path: at })),
  fc.subarray(typeNames).map((names): Condition => ({ kind: 'type', typeNames: names })),
  fc.array(path, { maxLength: 2 }).map((names): Condition => ({ kind: 'connection', qualifiedNames: names })),
  fc.constantFrom(...usernames).map((username): Condition => ({ kind: 'creator', username })),
  fc.subarray(guids).map((some): Condition => ({ kind: 'guid', guids: some })),
);

const condition: fc.Arbitrary<Condition> = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    tie('tree').map((of): Condition => ({ kind: 'not', of })),
    fc.array(tie('tree'), { maxLength: 3 }).map((of): Condition => ({ kind: 'and', of })),
    fc.array(tie('tree'), { maxLength: 3 }).map((of): Condition => ({ kind: 'or', of })),
  ),
})).tree;

const policy: fc.Arbitrary<Policy> = fc.record({
  id: fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5'),
  effect: fc.constantFrom('allow', 'deny'),
  actions: fc.subarray([...actions]),
  where: condition,
});

/** At most seven, so that a counter-example shrinks to something a person can read. */
const policies = fc.array(policy, { maxLength: 7 });
const action = fc.constantFrom(...actions);
const request: fc.Arbitrary<AssetRequest> = fc.record({ action, asset });

const worlds = { numRuns: 5000 };

function allows(some: readonly Policy[], request: AssetRequest): boolean {
  return evaluate(some, request).effect === 'allow';
}

describe('over random small worlds', () => {
  test('what is left of the policies matches exactly the assets that are allowed', () => {
    fc.assert(
      fc.property(policies, action, asset, (some, of, on) => {
        expect(matches(residual(some, of), on)).toBe(allows(some, { action: of, asset: on }));
      }),
      worlds,
    );
  });

  test('adding a deny never adds access', () => {
    fc.assert(
      fc.property(policies, policy, request, (some, added, on) => {
        fc.pre(allows([...some, { ...added, effect: 'deny' }], on));
        expect(allows(some, on)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('adding an allow never removes access', () => {
    fc.assert(
      fc.property(policies, policy, request, (some, added, on) => {
        fc.pre(allows(some, on));
        expect(allows([...some, { ...added, effect: 'allow' }], on)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('order and repetition change nothing, not even the explanation', () => {
    const shuffled = policies.chain((some) =>
      fc.tuple(fc.constant(some), fc.shuffledSubarray([...some, ...some], { minLength: some.length * 2 })),
    );
    fc.assert(
      fc.property(shuffled, action, asset, ([some, mixed], of, on) => {
        const request = { action: of, asset: on };
        expect(evaluate(mixed, request)).toEqual(evaluate(some, request));
      }),
      worlds,
    );
  });

  test('what an answer names is what decided it', () => {
    fc.assert(
      fc.property(policies, action, asset, (some, of, on) => {
        const request = { action: of, asset: on };
        const decision = evaluate(some, request);
        const deciding = some.filter(({ id, effect }) => decision.by.includes(id) && effect === decision.stage);
        expect(evaluate(deciding, request)).toEqual(decision);
        const rest = some.filter((one) => !deciding.includes(one));
        expect(evaluate(rest, request).stage).not.toBe(decision.stage === 'no_grant' ? 'allow' : decision.stage);
      }),
      worlds,
    );
  });

  test('simplifying a condition changes nothing that it matches', () => {
    fc.assert(
      fc.property(condition, asset, (some, on) => {
        expect(matches(simplify(some), on)).toBe(matches(some, on));
      }),
      worlds,
    );
  });

  test('a condition called a subset never matches what the wider one does not', () => {
    let subsets = 0;
    fc.assert(
      fc.property(condition, condition, fc.array(asset, { minLength: 1, maxLength: 8 }), (narrow, wide, some) => {
        if (!isSubset(narrow, wide)) return;
        subsets += 1;
        for (const on of some) expect(matches(narrow, on) && !matches(wide, on)).toBe(false);
      }),
      { numRuns: 20_000 },
    );
    // Without this the property could hold by never being tried.
    expect(subsets).toBeGreaterThan(1000);
  });

  test('every condition is a subset of itself', () => {
    fc.assert(
      fc.property(condition, (some) => {
        expect(isSubset(some, some)).toBe(true);
      }),
      worlds,
    );
  });
});
