import { describe, expect, it } from 'vitest';
import { mappedGroups, type MappingInput } from './mapped-groups.ts';
import { SingleSignOnRefusal } from './refusal.ts';
import { groupMapperKind, type SsoMapper } from './sso-mapper.ts';

function mapper(groupId: string, value: string, config: Record<string, string> = {}): SsoMapper {
  return {
    ...{ id: `mapper of ${groupId}`, alias: 'okta', name: null, kind: groupMapperKind, groupId, groupName: groupId },
    config: { syncMode: 'FORCE', 'attribute.name': 'memberOf', 'attribute.value': value, ...config },
  };
}

function map(input: Partial<MappingInput>): { wanted: string[]; decided: string[] } {
  const mapped = mappedGroups({ mappers: [], claims: {}, groupsClaim: null, isFirstSignIn: false, ...input });
  return { wanted: [...mapped.wanted].sort(), decided: [...mapped.decided].sort() };
}

describe('groups by mappers', () => {
  const mappers = [mapper('a', 'staff'), mapper('b', 'data-.*', { 'are.attribute.values.regex': 'true' })];

  it.each<[string, Record<string, unknown>, string[]]>([
    ['a list', { memberOf: ['staff', 'data-readers'] }, ['a', 'b']],
    ['a single text', { memberOf: 'staff' }, ['a']],
    ['an empty list', { memberOf: [] }, []],
    ['no claim', {}, []],
    ['what OpenID Connect providers call it', { groups: ['staff'] }, ['a']],
    ['both, of which the named one counts', { memberOf: [], groups: ['staff'] }, []],
    ['another letter case', { memberOf: ['Staff'] }, []],
    ['a part of a name', { memberOf: ['my data-readers', 'staffing'] }, []],
    ['a property of every object', { toString: 'x' }, []],
  ])('follow from %s', (_name, claims, wanted) => {
    expect(map({ mappers, claims })).toEqual({ wanted, decided: ['a', 'b'] });
  });

  it('come from the claim of the provider when it names one, whatever the mappers say', () => {
    const claims = { memberOf: ['staff'], 'https://id.example.com/roles': ['data-x'] };
    expect(map({ mappers, claims, groupsClaim: 'https://id.example.com/roles' }).wanted).toEqual(['b']);
  });

  it('of IMPORT are added at the first sign-in and decided never', () => {
    const imported = [mapper('a', 'staff', { syncMode: 'IMPORT' })];
    const claims = { memberOf: ['staff'] };
    expect(map({ mappers: imported, claims, isFirstSignIn: true })).toEqual({ wanted: ['a'], decided: [] });
    expect(map({ mappers: imported, claims, isFirstSignIn: false })).toEqual({ wanted: [], decided: [] });
  });

  it('are wanted when one of several mappers of a group says so', () => {
    const both = [mapper('a', 'staff'), mapper('a', 'admins')];
    expect(map({ mappers: both, claims: { memberOf: ['admins'] } })).toEqual({ wanted: ['a'], decided: ['a'] });
  });

  it.each<[string, Record<string, unknown>]>([
    ['a number', { memberOf: 1 }],
    ['an object', { memberOf: { staff: true } }],
    ['null', { memberOf: null }],
    ['a list of numbers', { memberOf: [1, 2] }],
    ['a list of lists', { memberOf: [['staff']] }],
    ['too many', { memberOf: Array.from({ length: 1_001 }, String) }],
    ['one that is too long', { memberOf: ['x'.repeat(513)] }],
    ['somewhere else', { _claim_names: { memberOf: 'src1' }, _claim_sources: { src1: { endpoint: 'https://x' } } }],
  ])('are refused when the claim is %s: not known is not none', (_name, claims) => {
    expect(() => map({ mappers, claims })).toThrow(SingleSignOnRefusal);
  });

  it('do not look at a claim that no mapper asks for', () => {
    expect(map({ mappers: [], claims: { memberOf: 1 } })).toEqual({ wanted: [], decided: [] });
  });
});
