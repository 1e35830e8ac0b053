import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matches, type AssetFacts, type Condition } from '../../policy/index.ts';
import { loadTypeRegistry } from '../types/type-registry.ts';
import { holdsFor, rowTests } from './judge-by-leaf.ts';

const types = loadTypeRegistry();
const name = fc.constantFrom('a', 'a/b', 'ab', 'A', '%');
const typeName = fc.constantFrom('Table', 'View', 'SQL', 'Asset', 'Unheard');
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<Condition>({ kind: 'all' }, { kind: 'none' }),
    fc.record({ kind: fc.constantFrom('under', 'below', 'at'), path: name }),
    fc.uniqueArray(typeName, { maxLength: 2 }).map((typeNames): Condition => ({ kind: 'type', typeNames })),
    fc.uniqueArray(name, { maxLength: 2 }).map((tagNames): Condition => ({ kind: 'tag', tagNames })),
    tie('condition').map((of): Condition => ({ kind: 'not', of })),
    fc.array(tie('condition'), { maxLength: 3 }).map((of): Condition => ({ kind: 'and', of })),
    fc.array(tie('condition'), { maxLength: 3 }).map((of): Condition => ({ kind: 'or', of })),
  ),
}));

test('a condition made of the outcomes of its tests is the condition', () => {
  const asset = fc.record({ qualifiedName: name, typeName, tagNames: fc.uniqueArray(name, { maxLength: 2 }) });
  fc.assert(
    fc.property(condition, asset, (of, on) => {
      const superTypes = types.types.get(on.typeName)?.ancestors ?? [];
      const nowhere = { connectionQualifiedName: null, glossaryQualifiedName: null, createdBy: '' };
      const facts: AssetFacts = { ...on, ...nowhere, superTypes };
      const asked = new Set(rowTests([of]).map((one) => JSON.stringify(one)));
      const passes = (leaf: Condition) => {
        expect(asked).toContain(JSON.stringify(leaf));
        return matches(leaf, facts);
      };
      expect(holdsFor(types, of, { typeName: on.typeName, count: 1, passes })).toBe(matches(of, facts));
    }),
    { numRuns: 5000 },
  );
});
