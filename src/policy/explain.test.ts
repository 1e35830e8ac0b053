import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matches, type AssetFacts, type Condition } from './condition.ts';
import { evaluate } from './evaluate.ts';
import { explain, type Reason } from './explain.ts';
import { actions, type Policy } from './policy.ts';

const table: AssetFacts = {
  guid: 'g1',
  qualifiedName: 'default/glue/1/db/t',
  typeName: 'Table',
  superTypes: ['SQL', 'Asset'],
  connectionQualifiedName: 'default/glue/1',
  createdBy: 'ann',
  tagNames: ['pii'],
  glossaryQualifiedName: null,
};

// Few names, so that near misses are common; a third of what can be missing is.
const name = fc.constantFrom('a', 'A', 'a/b', 'ab', 'a/*', '%', 'ä');
const names = fc.uniqueArray(name, { maxLength: 2 });
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom<Condition>({ kind: 'all' }, { kind: 'none' }),
  fc.record({ kind: fc.constantFrom('under', 'below', 'at'), path: name }),
  name.map((pattern): Condition => ({ kind: 'matching', pattern })),
  names.map((tagNames): Condition => ({ kind: 'tag', tagNames })),
  names.map((typeNames): Condition => ({ kind: 'type', typeNames })),
  fc.record({ kind: fc.constantFrom('glossary', 'connection'), qualifiedNames: names }),
  name.map((username): Condition => ({ kind: 'creator', username })),
  names.map((guids): Condition => ({ kind: 'guid', guids })),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    tie('condition').map((of): Condition => ({ kind: 'not', of })),
    fc.array(tie('condition'), { maxLength: 3 }).map((of): Condition => ({ kind: 'and', of })),
    fc.array(tie('condition'), { maxLength: 3 }).map((of): Condition => ({ kind: 'or', of })),
  ),
}));
const missing = { freq: 2, nil: null } as const;
const asset: fc.Arbitrary<AssetFacts> = fc.record(
  {
    guid: name,
    qualifiedName: name,
    typeName: name,
    superTypes: names,
    connectionQualifiedName: fc.option(name, missing),
    createdBy: name,
    tagNames: names,
    glossaryQualifiedName: fc.option(name, missing),
  },
  {
    requiredKeys: [
      ...(['qualifiedName', 'typeName', 'superTypes', 'connectionQualifiedName'] as const),
      ...(['createdBy', 'tagNames', 'glossaryQualifiedName'] as const),
    ],
  },
);
const policy: fc.Arbitrary<Policy> = fc.record({
  id: fc.constantFrom('p1', 'p2', 'p3', 'p4'),
  effect: fc.constantFrom('allow', 'deny', 'mask'),
  actions: fc.subarray([...actions]),
  where: condition,
});
const policies = fc.array(policy, { maxLength: 7 });
const action = fc.constantFrom(...actions);

/** What a tree of reasons comes to by its own words: branches from their parts, leaves from what they say. */
function judge(reason: Reason): boolean {
  if (!('of' in reason)) return reason.match;
  const parts = reason.of.map(judge);
  if (reason.kind === 'not') return parts.every((part) => !part);
  return reason.kind === 'and' ? parts.every(Boolean) : parts.some(Boolean);
}

describe('an explanation', () => {
  test('shows each test with what was wanted, what the asset has, and whether that is a match', () => {
    const where: Condition = {
      kind: 'and',
      of: [
        { kind: 'under', path: 'default/glue/1' },
        { kind: 'not', of: { kind: 'tag', tagNames: ['pii', 'x'] } },
      ],
    };
    const { decision, considered } = explain([{ id: 'p', effect: 'allow', actions: ['asset.read'], where }], {
      action: 'asset.read',
      asset: table,
    });
    expect(decision).toEqual({ effect: 'deny', stage: 'no_grant', action: 'asset.read', by: [] });
    expect(considered).toEqual([
      {
        id: 'p',
        effect: 'allow',
        matched: false,
        why: {
          kind: 'and',
          match: false,
          of: [
            { kind: 'under', wanted: ['default/glue/1'], got: ['default/glue/1/db/t'], match: true },
            { kind: 'not', match: false, of: [{ kind: 'tag', wanted: ['pii', 'x'], got: ['pii'], match: true }] },
          ],
        },
      },
    ]);
  });

  test('holds the decision that is made, and every policy about the action', () => {
    fc.assert(
      fc.property(policies, action, asset, (some, of, on) => {
        const { decision, considered } = explain(some, { action: of, asset: on });
        expect(decision).toEqual(evaluate(some, { action: of, asset: on }));
        expect(considered.length).toBe(some.filter(({ actions: about }) => about.includes(of)).length);
      }),
      { numRuns: 5000 },
    );
  });

  test('names as deciding exactly the policies of the deciding effect that it shows as matching', () => {
    fc.assert(
      fc.property(policies, action, asset, (some, of, on) => {
        const { decision, considered } = explain(some, { action: of, asset: on });
        const deciding = considered.filter(({ effect, matched }) => matched && effect === decision.stage);
        expect([...new Set(deciding.map(({ id }) => id))].sort()).toEqual(decision.by);
      }),
      { numRuns: 5000 },
    );
  });

  test('dropping what decided changes the answer, dropping anything else does not', () => {
    fc.assert(
      fc.property(policies, action, asset, (some, of, on) => {
        const request = { action: of, asset: on };
        const { decision } = explain(some, request);
        const decided = (one: Policy) => decision.by.includes(one.id) && one.effect === decision.stage;
        const without = evaluate(
          some.filter((one) => !decided(one)),
          request,
        );
        if (decision.stage !== 'no_grant') expect(without.stage).not.toBe(decision.stage);
        const others = some.filter((one) => !decided(one));
        for (const other of others) {
          const rest = evaluate(
            some.filter((one) => one !== other),
            request,
          );
          expect([rest.effect, rest.stage, rest.by]).toEqual([decision.effect, decision.stage, decision.by]);
        }
      }),
      { numRuns: 5000 },
    );
  });

  test('its trees add up: each branch follows from its parts, and the whole from the condition', () => {
    fc.assert(
      fc.property(condition, asset, (where, on) => {
        const { considered } = explain([{ id: 'p', effect: 'allow', actions: ['asset.read'], where }], {
          action: 'asset.read',
          asset: on,
        });
        const [{ why, matched } = { why: null, matched: null }] = considered;
        expect(why).not.toBeNull();
        if (why !== null) expect([judge(why), matched]).toEqual([matches(where, on), matches(where, on)]);
      }),
      { numRuns: 5000 },
    );
  });
});
