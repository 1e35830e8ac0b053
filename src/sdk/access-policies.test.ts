import fc from 'fast-check';
import { expect, it } from 'vitest';
import { policyAsAttributes, policyEntities, readPolicy, type PolicyInput } from './access-policies.ts';
import { readAsset } from './assets.ts';

const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'default/glue/1/db', '*'), { maxLength: 3 });

const policy: fc.Arbitrary<Required<PolicyInput>> = fc
  .record({
    ...{ name: fc.string({ minLength: 1 }), actions: names, paths: names, isEnabled: fc.boolean() },
    types: fc.subarray(['Table', 'Column']),
    kind: fc.constantFrom('metadata', 'data', 'glossary', 'domain', 'ai'),
    effect: fc.constantFrom('allow', 'deny', 'mask'),
    connectionQualifiedName: fc.constantFrom(null, 'default/glue/1'),
    audience: fc.record({ users: names, groups: names }),
  })
  .map((one) => ({ ...one, mask: one.effect === 'mask' ? 'MASK_HASH' : null }));

function readBack(attributes: Record<string, unknown>) {
  return readPolicy(
    readAsset({ guid: 'g', typeName: 'AuthPolicy', attributes: { ...attributes, qualifiedName: 'default/p/1' } }),
  );
}

it('a policy that was written is read as it was, whatever it belongs to', () => {
  fc.assert(
    fc.property(policy, (input) => {
      const { audience, paths, types, connectionQualifiedName, ...shared } = input;
      expect(readBack(policyAsAttributes(input, { typeName: 'Persona' }))).toMatchObject({
        ...{ ...shared, paths, types, connectionQualifiedName, parentQualifiedName: 'default/p' },
      });
      expect(readBack(policyAsAttributes(input, { typeName: 'Purpose' }))).toMatchObject({ ...shared, audience });
    }),
  );
});

it('a change of a policy says nothing of what never changes, and policies of one save have placeholders of their own', () => {
  const input = { name: 'x', kind: 'metadata', effect: 'allow', actions: ['persona-asset-read'] } as const;
  const [first, second, third] = policyEntities(
    { addPolicies: [input, input], updatePolicies: [{ ...input, guid: 'g', qualifiedName: 'default/p/1' }] },
    { typeName: 'Persona', guid: '-1' },
  );
  expect([first?.guid, second?.guid, third?.guid]).toEqual(['-2', '-3', 'g']);
  const fixed = ['policyCategory', 'policySubCategory', 'policyServiceName', 'policyResourceCategory', 'displayName'];
  expect(Object.keys(first?.attributes ?? {})).toEqual(expect.arrayContaining(fixed));
  expect(Object.keys(third?.attributes ?? {}).filter((key) => fixed.includes(key))).toEqual([]);
});
