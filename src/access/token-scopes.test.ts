import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TokenScopes } from '../identity/index.ts';
import { actions, evaluate, type Action, type AssetFacts } from '../policy/index.ts';
import { capabilitiesOf, hasCapability, requireCapability } from './capabilities.ts';
import { isScopesWithin, leavesCapability, scopePolicies } from './token-scopes.ts';

const names = ['default/glue/1', 'default/glue/10', 'default/snow/a'];
const words = [...actions, ...capabilitiesOf('admin')];

const scopes: fc.Arbitrary<TokenScopes> = fc.record(
  {
    readOnly: fc.boolean(),
    connections: fc.subarray(names, { minLength: 1 }),
    actions: fc.subarray(words, { minLength: 1 }),
  },
  { requiredKeys: [] },
);

function asset(qualifiedName: string): AssetFacts {
  return {
    qualifiedName,
    typeName: 'Table',
    superTypes: [],
    connectionQualifiedName: null,
    createdBy: 'ann',
    tagNames: [],
    glossaryQualifiedName: null,
  };
}

const assets = [...names, ...names.map((name) => `${name}/db`), 'default/glue', 'default/collection/a/b', 'x'];

/** What a token that is granted everything may do under a ceiling. */
function allowed(ceiling: TokenScopes | undefined, action: Action, qualifiedName: string): boolean {
  const all = { id: 'all', effect: 'allow', actions, where: { kind: 'all' } } as const;
  return evaluate([all, ...scopePolicies(ceiling)], { action, asset: asset(qualifiedName) }).effect === 'allow';
}

describe('a ceiling', () => {
  test('leaves of assets what every one of its keys leaves', () => {
    fc.assert(
      fc.property(scopes, fc.constantFrom(...actions), fc.constantFrom(...assets), (ceiling, action, name) => {
        const under = (path: string) => name === path || name.startsWith(`${path}/`);
        const expected =
          (ceiling.readOnly !== true || action === 'asset.read' || action === 'data.select') &&
          (ceiling.connections?.some(under) ?? true) &&
          (ceiling.actions?.includes(action) ?? true);
        expect(allowed(ceiling, action, name)).toBe(expected);
      }),
    );
  });

  test('says which key it was', () => {
    const by = (ceiling: TokenScopes, action: Action) =>
      evaluate(scopePolicies(ceiling), { action, asset: asset('default/glue/1/db') }).by;
    expect(by({ readOnly: true }, 'asset.update')).toEqual(['token-scope:read-only']);
    expect(by({ connections: ['default/glue/10'] }, 'asset.read')).toEqual(['token-scope:connections']);
    expect(by({ actions: ['asset.read'] }, 'asset.delete')).toEqual(['token-scope:actions']);
    expect(scopePolicies(undefined)).toEqual([]);
    expect(scopePolicies({ readOnly: false })).toEqual([]);
  });

  test('that is read-only leaves the capabilities that read, one with actions those it names', () => {
    const left = (ceiling: TokenScopes) => capabilitiesOf('admin').filter((one) => leavesCapability(ceiling, one));
    expect(left({ readOnly: true }).every((one) => /\.(?:read(?:-all)?|explain)$/.test(one))).toBe(true);
    expect(left({ readOnly: true })).toContain('token.read');
    expect(left({ readOnly: true })).toContain('access.explain');
    expect(left({ readOnly: true })).toContain('workflow.read-all');
    expect(left({ actions: ['token.read', 'asset.read'] })).toEqual(['token.read']);
    expect(left({ readOnly: true, actions: ['token.read', 'token.manage'] })).toEqual(['token.read']);
    expect(left({ connections: names })).toEqual(capabilitiesOf('admin'));
  });

  test('gives no capability that the role does not hold', () => {
    expect(hasCapability({ role: 'read', scopes: { actions: ['token.manage'] } }, 'token.manage')).toBe(false);
  });

  test('is told from a role in a refusal', () => {
    const token = { actorId: 'a', kind: 'token', username: 't', role: 'admin', epoch: 1 } as const;
    expect(() => {
      requireCapability({ ...token, scopes: { readOnly: true } }, 'token.manage');
    }).toThrow('`token.manage` is outside the scopes of `t`');
  });

  test('within another leaves nothing that the other takes away', () => {
    fc.assert(
      fc.property(
        fc.tuple(scopes, scopes),
        fc.constantFrom(...words),
        fc.constantFrom(...assets),
        (two, word, name) => {
          const [inner, outer] = two;
          fc.pre(isScopesWithin(inner, outer));
          const action = actions.find((one) => one === word);
          if (action === undefined) {
            if (leavesCapability(inner, word)) expect(leavesCapability(outer, word)).toBe(true);
          } else if (allowed(inner, action, name)) expect(allowed(outer, action, name)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('is within itself and within none; none is within no ceiling', () => {
    fc.assert(
      fc.property(scopes, (ceiling) => {
        expect(isScopesWithin(ceiling, ceiling)).toBe(true);
        expect(isScopesWithin(ceiling, null)).toBe(true);
        expect(isScopesWithin(null, ceiling)).toBe(
          scopePolicies(ceiling).length === 0 && ceiling.actions === undefined,
        );
      }),
    );
  });
});
