import { expect, test } from 'vitest';
import { type Condition } from './condition.ts';
import { limitProblems } from './limits.ts';

function nested(levels: number): Condition {
  return levels === 1 ? { kind: 'all' } : { kind: 'not', of: nested(levels - 1) };
}

function problemsOf(where: Condition): string[] {
  return limitProblems({ id: 'p', effect: 'allow', actions: [], where }, 'at').map(({ message }) => message);
}

test('a policy at its limits is accepted', () => {
  expect(problemsOf(nested(16))).toEqual([]);
  expect(problemsOf({ kind: 'type', typeNames: Array.from({ length: 200 }, () => 'T') })).toEqual([]);
});

test('a policy over its limits is refused with what was counted', () => {
  expect(problemsOf(nested(17))).toEqual(['17 levels of conditions; at most 16 are accepted']);
  const paths = Array.from({ length: 201 }, (_, at): Condition => ({ kind: 'under', path: String(at) }));
  expect(problemsOf({ kind: 'or', of: paths })).toEqual(['201 values in conditions; at most 200 are accepted']);
  expect(problemsOf({ kind: 'under', path: 'x'.repeat(70_000) })[0]).toMatch(/^70\d+ bytes of policy; at most 65536/);
});
