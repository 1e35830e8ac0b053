import { describe, expect, test } from 'vitest';
import { compilePolicy } from './compile-policy.ts';
import { parsePolicyResources } from './policy-resources.ts';
import { connectionNameProblem } from '../qualified-names.ts';
import { type PolicyCategory } from './wire-actions.ts';

const glue = 'default/glue/1';
const metadata = { category: 'metadata', connectionQualifiedName: glue } as const;

function messages(...resources: string[]): string[] {
  return parsePolicyResources(resources, metadata, 'at').problems.map(({ path, message }) => `${path}: ${message}`);
}

describe('the resources of a policy', () => {
  test('entities become paths and entity types narrow, each once', () => {
    const resources = [`entity:${glue}/db`, `entity:${glue}/db`, `entity:${glue}/a/*`, 'entity-type:Table'];
    const { paths, entityTypes, problems } = parsePolicyResources(resources, metadata, 'at');
    expect({ paths, entityTypes, problems }).toEqual({
      paths: [`${glue}/db`, `${glue}/a/*`],
      entityTypes: ['Table'],
      problems: [],
    });
  });

  test('every type is meant by a star, also among others', () => {
    const resources = [`entity:${glue}`, 'entity-type:*', 'entity-type:Table'];
    expect(parsePolicyResources(resources, metadata, 'at').entityTypes).toEqual([]);
  });

  const accepted = ['', '/*', '/*/t', '/db*', '/d?', '/*/*', '/%', '/_', '/\\*', `/${'*'.repeat(10)}`];
  test.each(accepted)('the connection followed by `%s` lies in it', (tail) => {
    expect(messages(`entity:${glue}${tail}`)).toEqual([]);
  });

  const refused: readonly (readonly [resource: string, words: string])[] = [
    [`entity:${glue}0/db`, 'is not in the connection'],
    ['entity:default/glue', 'is not in the connection'],
    ['entity:*', 'is not in the connection'],
    [`entity:${glue}*`, 'is not in the connection'],
    [`entity:${glue}?`, 'is not in the connection'],
    ['entity:default/glue/*/db', 'is not in the connection'],
    ['entity:default/glue/?/db', 'is not in the connection'],
    [`entity:${glue.toUpperCase()}/db`, 'is not in the connection'],
    // A Cyrillic a, and the full-width form of the solidus.
    ['entity:def\u0430ult/glue/1/db', 'is not in the connection'],
    [`entity:${glue}\uff0fdb`, 'is not in the connection'],
    [`entity:${glue}/${'*'.repeat(11)}`, 'has 11 wildcards; at most 10 are accepted'],
    [`entity:${glue}/${'?'.repeat(5000)}`, 'has 5000 wildcards'],
    [`entity:${glue}/`, 'ends with `/`'],
    ['entity:', 'is not in the connection'],
    ['tag:PII', 'unknown resource `tag:PII`; accepted'],
    ['Entity:x', 'unknown resource `Entity:x`'],
    ['entity-type:Table', 'at least one `entity:'],
  ];
  test.each(refused)('%s is refused: %s', (resource, words) => {
    expect(messages(resource)).toHaveLength(1);
    expect(messages(resource)[0]).toContain(words);
  });

  test('all problems come at once, each with its place', () => {
    expect(messages('entity:a', `entity:${glue}`, 'x').map((text) => text.split(':')[0])).toEqual(['at[0]', 'at[2]']);
  });

  const elsewhere: readonly (readonly [PolicyCategory, string, readonly string[] | string])[] = [
    ['glossary', 'entity:abc', ['abc']],
    ['glossary', 'entity:*', ['*']],
    ['glossary', 'entity:ab*', 'the qualified name of a glossary, or `entity:*`'],
    ['glossary', 'entity:', 'the qualified name of a glossary'],
    ['domain', 'entity:default/domain/a/super', ['default/domain/a/super']],
    ['domain', 'entity:*', ['default/domain/*/super']],
    ['domain', 'entity:*/super', ['default/domain/*/super']],
    ['domain', 'entity:default/domain/*/super', ['default/domain/*/super']],
    ['domain', 'entity:default/domain/a*', 'the qualified name of a domain, or `entity:*`'],
    ['domain', 'entity:default/domain/a/super/*', 'the qualified name of a domain'],
    ['ai', 'entity:*', ['*']],
    ['ai', 'entity-type:AIModel', []],
    ['ai', 'entity:default/ai/aimodel/x', 'about all of its types; accepted: `entity:*`'],
  ];
  test.each(elsewhere)('of a %s policy: %s gives %j', (category, resource, expected) => {
    const rules = { category, connectionQualifiedName: null };
    const { paths, problems } = parsePolicyResources([resource], rules, 'at');
    if (typeof expected === 'string') expect(problems[0]?.message).toContain(expected);
    else expect({ paths, problems }).toEqual({ paths: expected, problems: [] });
  });
});

describe('a stored policy', () => {
  const kind = { guid: 'p', category: 'metadata', effect: 'allow', mask: null } as const;
  const stored = { ...kind, entityTypes: [], connectionQualifiedName: glue, tagNames: null };

  test('covers the node and what is below, or only what is below', () => {
    const [compiled] = compilePolicy({
      ...stored,
      actions: ['persona-add-terms'],
      paths: [`${glue}/a`, `${glue}/b/*`],
    });
    expect(compiled?.where).toEqual({
      kind: 'and',
      of: [
        { kind: 'under', path: glue },
        {
          kind: 'or',
          of: [
            { kind: 'under', path: `${glue}/a` },
            { kind: 'below', path: `${glue}/b` },
          ],
        },
      ],
    });
  });

  test('words of the wire without a meaning here grant nothing', () => {
    expect(compilePolicy({ ...stored, actions: ['persona-of-old', 'select'], paths: [glue] })).toEqual([]);
  });

  test('speaks of no asset without a connection or a path', () => {
    const actions = ['persona-asset-read'];
    expect(compilePolicy({ ...stored, actions, paths: [] })).toMatchObject([{ where: { kind: 'none' } }]);
    const unbound = { ...stored, actions, paths: ['x'], connectionQualifiedName: null };
    expect(compilePolicy(unbound)).toMatchObject([{ where: { kind: 'none' } }]);
  });
});

describe('the qualified name of a connection', () => {
  test.each(['default/glue/1', 'default/my-own_thing2/abc'])('%s is one', (name) => {
    expect(connectionNameProblem(name)).toBeNull();
  });

  test.each([
    'default',
    'default/glue',
    'default/glue/',
    'default/glue/1/db',
    'other/glue/1',
    'default/Glue/1',
    '',
    '/',
    'default//1',
  ])('%j is none, for it would cover what is not its own', (name) => {
    expect(connectionNameProblem(name)).toContain('is not `default/<connector>/<id>`');
  });

  test.each(['collection', 'domain', 'ai', 'skill', 'context'])(
    'a connector cannot be called %s, beneath which others have assets',
    (name) => {
      expect(connectionNameProblem(`default/${name}/ann`)).toBe(`the connector name \`${name}\` is reserved`);
    },
  );
});
