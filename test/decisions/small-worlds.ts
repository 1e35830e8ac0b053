import fc from 'fast-check';
import {
  actions,
  maskTypes,
  type Action,
  type AssetFacts,
  type AssetRequest,
  type Condition,
  type Policy,
} from '../../src/policy/index.ts';

// Few names, chosen for near-misses: prefixes without a border, case, SQL and glob wildcards, a letter outside ASCII, and two that
// JavaScript puts in another order than PostgreSQL. Nothing else is ever in a name, which is how the oracle can say what `?` stands for.
const segments = ['a', 'A', 'ab', '1', '10', '%', '_', '*', '?', 'a*', 'ä', '0', '.', '\\', "o'x", 't@a', '𝒳', 'ﬀ'];
export const letters = [...new Set([...segments.join(''), '/'])];

const typeNames = ['Table', 'Column', 'SQL', 'Asset', 'AtlasGlossary', 'AtlasGlossaryTerm', 'Unheard'];
const usernames = ['ann', 'Ann', 'service-account-apikey-1'];
const guids = ['1', '2', '3'].map((digit) => `${digit.repeat(8)}-0000-4000-8000-000000000000`);
const tags = ['t1', 'T1', 't'];
const glossaries = ['a', 'A', 'ab'];

const segment = fc.constantFrom(...segments);
/** Short ones most of the time, so that what a policy names is often there. */
const path = fc
  .oneof(
    { weight: 3, arbitrary: fc.array(segment, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(segment, { minLength: 3, maxLength: 4 }) },
  )
  .map((parts) => parts.join('/'));

/** What a pattern may hold for a segment: wildcards, and what looks like one to somebody else. */
const patternSegments = ['*', '?', 'a*', '?b', '1*', '_', '%', '\\*', '\\a', 'a', 'A*', '𝒳?', '*0'];

/** At most one `?`, which the oracle spells out as every letter there is. */
const pattern = fc
  .oneof(
    fc.array(fc.constantFrom(...patternSegments), { minLength: 1, maxLength: 2 }).map((parts) => parts.join('/')),
    path,
  )
  .filter((text) => text.indexOf('?') === text.lastIndexOf('?'));

/** An asset in which about a third of what can be missing is. */
export const assetArbitrary: fc.Arbitrary<AssetFacts> = fc
  .record({
    guid: fc.option(fc.constantFrom(...guids), { freq: 2, nil: undefined }),
    qualifiedName: path,
    typeName: fc.constantFrom(...typeNames),
    superTypes: fc.subarray(typeNames),
    connectionQualifiedName: fc.option(path, { freq: 2, nil: null }),
    createdBy: fc.constantFrom(...usernames),
    tagNames: fc.subarray(tags),
    glossaryQualifiedName: fc.option(fc.constantFrom(...glossaries), { freq: 2, nil: null }),
  })
  .map(({ guid, ...rest }) => (guid === undefined ? rest : { ...rest, guid }));

const plainPath = fc
  .record({ kind: fc.constantFrom<'at' | 'under' | 'below'>('at', 'under', 'below'), path })
  .map((one): Condition => one);

/** More paths than are asked for one by one. */
const manyPaths = fc.array(plainPath, { minLength: 9, maxLength: 24 }).map((of): Condition => ({ kind: 'or', of }));

export const leafArbitrary: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom<Condition>({ kind: 'all' }, { kind: 'none' }),
  { arbitrary: plainPath, weight: 3 },
  { arbitrary: pattern.map((one): Condition => ({ kind: 'matching', pattern: one })), weight: 3 },
  manyPaths,
  fc.subarray(tags).map((tagNames): Condition => ({ kind: 'tag', tagNames })),
  fc.subarray(glossaries).map((qualifiedNames): Condition => ({ kind: 'glossary', qualifiedNames })),
  fc.subarray(typeNames).map((names): Condition => ({ kind: 'type', typeNames: names })),
  fc.array(path, { maxLength: 2 }).map((names): Condition => ({ kind: 'connection', qualifiedNames: names })),
  fc.constantFrom(...usernames).map((username): Condition => ({ kind: 'creator', username })),
  fc.subarray(guids).map((some): Condition => ({ kind: 'guid', guids: some })),
);

export const conditionArbitrary: fc.Arbitrary<Condition> = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leafArbitrary,
    tie('tree').map((of): Condition => ({ kind: 'not', of })),
    fc.array(tie('tree'), { maxLength: 3 }).map((of): Condition => ({ kind: 'and', of })),
    fc.array(tie('tree'), { maxLength: 3 }).map((of): Condition => ({ kind: 'or', of })),
  ),
})).tree;

const ids = ['p1', 'p2', 'p3', 'p4', 'p5'];

/** One id, one look: what one stored policy compiles to has the same one throughout. */
function withMask(policy: Policy): Policy {
  const mask = maskTypes[ids.indexOf(policy.id)];
  return policy.effect === 'mask' && mask !== undefined ? { ...policy, mask } : policy;
}

export const policyArbitrary: fc.Arbitrary<Policy> = fc
  .record({
    id: fc.constantFrom(...ids),
    effect: fc.constantFrom('allow', 'deny', 'allow', 'deny', 'mask'),
    actions: fc.subarray([...actions]),
    where: conditionArbitrary,
  })
  .map(withMask);

/** At most seven, so that a counter-example shrinks to something a person can read. */
export const policiesArbitrary: fc.Arbitrary<Policy[]> = fc.array(policyArbitrary, { maxLength: 7 });
export const actionArbitrary: fc.Arbitrary<Action> = fc.constantFrom(...actions);
export const requestArbitrary: fc.Arbitrary<AssetRequest> = fc.record({
  action: actionArbitrary,
  asset: assetArbitrary,
});
