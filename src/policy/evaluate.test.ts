import { describe, expect, test } from 'vitest';
import { type AssetFacts, type Condition } from './condition.ts';
import { evaluate, type Decision } from './evaluate.ts';
import { describeDecision } from './explain.ts';
import { type Action, type Policy } from './policy.ts';
import { residual } from './residual.ts';

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
const glue: Condition = { kind: 'under', path: 'default/glue/1' };
const elsewhere: Condition = { kind: 'under', path: 'default/glue/10' };

function policy(id: string, effect: 'allow' | 'deny', where: Condition): Policy {
  return { id, effect, actions: ['asset.read'], where };
}

function about(actions: readonly Action[], policy: Policy): Policy {
  return { ...policy, actions };
}

interface Case {
  readonly promise: string;
  readonly policies: readonly Policy[];
  readonly expect: Pick<Decision, 'effect' | 'stage' | 'by'>;
  readonly words: string;
}

const cases: readonly Case[] = [
  {
    promise: 'nothing at all denies',
    policies: [],
    expect: { effect: 'deny', stage: 'no_grant', by: [] },
    words: '`asset.read` is denied because nothing grants it',
  },
  {
    promise: 'one allow is enough',
    policies: [policy('a', 'allow', glue), policy('b', 'allow', elsewhere)],
    expect: { effect: 'allow', stage: 'allow', by: ['a'] },
    words: '`asset.read` is allowed by `a`, and nothing denies it',
  },
  {
    promise: 'one deny beats every allow',
    policies: [policy('z', 'allow', { kind: 'all' }), policy('d', 'deny', glue), policy('a', 'allow', glue)],
    expect: { effect: 'deny', stage: 'deny', by: ['d'] },
    words: '`asset.read` is denied by `d`',
  },
  {
    promise: 'a deny that does not match changes nothing',
    policies: [policy('a', 'allow', glue), policy('d', 'deny', elsewhere)],
    expect: { effect: 'allow', stage: 'allow', by: ['a'] },
    words: '`asset.read` is allowed by `a`, and nothing denies it',
  },
  {
    promise: 'a deny alone is named although nothing allowed',
    policies: [policy('e', 'deny', glue), policy('d', 'deny', { kind: 'all' })],
    expect: { effect: 'deny', stage: 'deny', by: ['d', 'e'] },
    words: '`asset.read` is denied by `d`, `e`',
  },
  {
    promise: 'a policy for another action does not count',
    policies: [about(['asset.update'], policy('a', 'allow', glue)), about(['asset.delete'], policy('d', 'deny', glue))],
    expect: { effect: 'deny', stage: 'no_grant', by: [] },
    words: '`asset.read` is denied because nothing grants it',
  },
  {
    promise: 'reading does not follow from updating',
    policies: [about(['asset.update', 'asset.create', 'asset.delete'], policy('a', 'allow', glue))],
    expect: { effect: 'deny', stage: 'no_grant', by: [] },
    words: '`asset.read` is denied because nothing grants it',
  },
];

describe('a decision', () => {
  test.each(cases)('$promise', ({ policies, expect: expected, words }) => {
    const decision = evaluate(policies, { action: 'asset.read', asset: table });
    expect(decision).toEqual({ ...expected, action: 'asset.read' });
    expect(describeDecision(decision)).toBe(words);
  });
});

describe('a residual', () => {
  const residuals: readonly (readonly [string, readonly Policy[], Condition])[] = [
    ['is none without an allow', [policy('d', 'deny', glue)], { kind: 'none' }],
    ['has no deny clause without a deny', [policy('a', 'allow', glue)], glue],
    [
      'is none when everything is denied',
      [policy('a', 'allow', glue), policy('d', 'deny', { kind: 'all' })],
      { kind: 'none' },
    ],
    [
      'joins the allows and takes the denies away',
      [
        policy('a', 'allow', glue),
        policy('b', 'allow', elsewhere),
        policy('d', 'deny', { kind: 'type', typeNames: ['Column'] }),
      ],
      {
        kind: 'and',
        of: [
          { kind: 'or', of: [glue, elsewhere] },
          { kind: 'not', of: { kind: 'type', typeNames: ['Column'] } },
        ],
      },
    ],
    ['says a repeated condition once', [policy('a', 'allow', glue), policy('b', 'allow', glue)], glue],
    ['drops an allow for no type', [policy('a', 'allow', { kind: 'type', typeNames: [] })], { kind: 'none' }],
  ];
  test.each(residuals)('%s', (_promise, policies, expected) => {
    expect(residual(policies, 'asset.read')).toEqual(expected);
  });
});
