import { describe, expect, test } from 'vitest';
import { matches, type AssetFacts, type Condition } from './condition.ts';

const table: AssetFacts = {
  guid: 'g1',
  qualifiedName: 'default/glue/1/db/t',
  typeName: 'Table',
  superTypes: ['SQL', 'Asset'],
  connectionQualifiedName: 'default/glue/1',
  createdBy: 'ann',
  tagNames: [],
  glossaryQualifiedName: null,
};
const at = (qualifiedName: string): AssetFacts => ({ ...table, qualifiedName });
const under = (path: string): Condition => ({ kind: 'under', path });
const below = (path: string): Condition => ({ kind: 'below', path });
const type = (...typeNames: string[]): Condition => ({ kind: 'type', typeNames });
const connection = (...qualifiedNames: string[]): Condition => ({ kind: 'connection', qualifiedNames });
const not = (of: Condition): Condition => ({ kind: 'not', of });
const { guid: _guid, ...unsaved } = table;

const cases: readonly (readonly [promise: string, condition: Condition, asset: AssetFacts, expected: boolean])[] = [
  ['all matches everything', { kind: 'all' }, table, true],
  ['none matches nothing', { kind: 'none' }, table, false],
  ['under covers the node itself', under('default/glue/1'), at('default/glue/1'), true],
  ['under covers what is beneath', under('default/glue/1'), at('default/glue/1/db/t'), true],
  ['under ends at a path border', under('default/glue/1'), at('default/glue/10'), false],
  ['under ends at a path border, deeper', under('default/glue/1'), at('default/glue/10/db'), false],
  ['under does not cover the parent', under('default/glue/1'), at('default/glue'), false],
  ['under is case-sensitive', under('default/glue/A'), at('default/glue/a'), false],
  ['the character after the border does not count', under('default/glue/1'), at('default/glue/10'), false],
  ['the character before the border does not count', under('default/glue/1'), at('default/glue/1.x'), false],
  ['percent is an ordinary character', under('default/%'), at('default/glue'), false],
  ['underscore is an ordinary character', under('default/_'), at('default/g'), false],
  ['asterisk is an ordinary character', under('default/*'), at('default/glue'), false],
  ['an empty path covers no ordinary name', under(''), at('default'), false],
  ['below leaves the node out', below('default/glue/1'), at('default/glue/1'), false],
  ['below covers what is beneath', below('default/glue/1'), at('default/glue/1/db'), true],
  ['below ends at a path border', below('default/glue/1'), at('default/glue/10/db'), false],
  ['type matches the type itself', type('Table'), table, true],
  ['type matches a type above', type('SQL'), table, true],
  ['type does not match another', type('Column'), table, false],
  ['type is case-sensitive', type('table'), table, false],
  ['no types match nothing', type(), table, false],
  ['connection matches exactly', connection('x', 'default/glue/1'), table, true],
  ['connection is no prefix', connection('default/glue'), table, false],
  ['a missing connection matches no connection', connection('x'), { ...table, connectionQualifiedName: null }, false],
  ['… and so matches its negation', not(connection('x')), { ...table, connectionQualifiedName: null }, true],
  ['creator is case-sensitive', { kind: 'creator', username: 'Ann' }, table, false],
  ['creator matches its name', { kind: 'creator', username: 'ann' }, table, true],
  ['guid matches one of several', { kind: 'guid', guids: ['g0', 'g1'] }, table, true],
  ['an unsaved asset has no guid to match', { kind: 'guid', guids: ['g1'] }, unsaved, false],
  ['… and so matches its negation', not({ kind: 'guid', guids: ['g1'] }), unsaved, true],
  ['an empty and is true', { kind: 'and', of: [] }, table, true],
  ['an empty or is false', { kind: 'or', of: [] }, table, false],
  ['and needs all', { kind: 'and', of: [under('default'), type('Column')] }, table, false],
  ['or needs one', { kind: 'or', of: [type('Column'), under('default')] }, table, true],
];

describe('a condition', () => {
  test.each(cases)('%s', (...[, condition, asset, expected]) => {
    expect(matches(condition, asset)).toBe(expected);
  });
});
