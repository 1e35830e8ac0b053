import { describe, expect, test } from 'vitest';
import { type Condition } from './condition.ts';
import { isSubset } from './subset.ts';

const under = (path: string): Condition => ({ kind: 'under', path });
const below = (path: string): Condition => ({ kind: 'below', path });
const type = (...typeNames: string[]): Condition => ({ kind: 'type', typeNames });
const connection = (...qualifiedNames: string[]): Condition => ({ kind: 'connection', qualifiedNames });
const and = (...of: Condition[]): Condition => ({ kind: 'and', of });
const or = (...of: Condition[]): Condition => ({ kind: 'or', of });
const not = (of: Condition): Condition => ({ kind: 'not', of });
const all: Condition = { kind: 'all' };
const none: Condition = { kind: 'none' };

const cases: readonly (readonly [promise: string, narrow: Condition, wide: Condition, expected: boolean])[] = [
  ['none is within everything', none, none, true],
  ['everything is within all', under('a'), all, true],
  ['all is not within a path', all, under('a'), false],
  ['a deeper path is within a higher one', under('a/b'), under('a'), true],
  ['a higher path is not within a deeper one', under('a'), under('a/b'), false],
  ['a longer name is not within a shorter one', under('a/10'), under('a/1'), false],
  ['what is below a node is within the node', below('a'), under('a'), true],
  ['a node is not within what is below it', under('a'), below('a'), false],
  ['a deeper node is within what is below', under('a/b'), below('a'), true],
  ['what is below a deeper node is within what is below', below('a/b'), below('a'), true],
  ['fewer types are within more', type('Table'), type('Table', 'View'), true],
  ['more types are not within fewer', type('Table', 'View'), type('Table'), false],
  ['an empty set is within anything', type(), under('a'), true],
  ['a narrowed path is within the path', and(under('a/b'), type('Table')), under('a'), true],
  ['a path is not within a narrowed path', under('a'), and(under('a'), type('Table')), false],
  ['each side of an or must be within', or(under('a/b'), under('c')), under('a'), false],
  ['one side of a wide or is enough', under('a/b'), or(under('c'), under('a')), true],
  ['what is carved out of the wide one is not held', under('a'), and(under('a'), not(under('a/b'))), false],
  ['beside what is carved out is held', under('a/c'), and(under('a'), not(under('a/b'))), true],
  ['a carved-out near-miss is held', under('a/10'), and(under('a'), not(under('a/1'))), true],
  [
    'the same carving on both sides is held',
    and(under('a'), not(under('a/b'))),
    and(under('a'), not(under('a/b'))),
    true,
  ],
  ['other connections are beside a carved-out one', connection('a'), not(connection('b')), true],
  ['the carved-out connection is not held', connection('a', 'b'), not(connection('b')), false],
  ['two types can meet in one asset, so this cannot be told', type('Table'), not(type('SQL')), false],
  ['a path and a connection cannot be compared', under('a'), connection('a'), false],
];

describe('a subset', () => {
  test.each(cases)('%s', (...[, narrow, wide, expected]) => {
    expect(isSubset(narrow, wide)).toBe(expected);
  });
});
