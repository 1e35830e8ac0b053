import { describe, expect, test } from 'vitest';
import { compilePolicy } from './compile-policy.ts';
import { parsePolicyResources } from './policy-resources.ts';
import { connectionNameProblem } from '../qualified-names.ts';

const glue = 'default/glue/1';

function messages(...resources: string[]): string[] {
  return parsePolicyResources(resources, glue, 'at').problems.map(({ path, message }) => `${path}: ${message}`);
}

describe('the resources of a policy', () => {
  test('entities become paths and entity types narrow, each once', () => {
    const resources = [`entity:${glue}/db`, `entity:${glue}/db`, `entity:${glue}/a/*`, 'entity-type:Table'];
    const { paths, entityTypes, problems } = parsePolicyResources(resources, glue, 'at');
    expect({ paths, entityTypes, problems }).toEqual({
      paths: [`${glue}/db`, `${glue}/a/*`],
      entityTypes: ['Table'],
      problems: [],
    });
  });

  test('every type is meant by a star, also among others', () => {
    const { entityTypes } = parsePolicyResources([`entity:${glue}`, 'entity-type:*', 'entity-type:Table'], glue, 'at');
    expect(entityTypes).toEqual([]);
  });

  test('the connection itself and what is below it may be named', () => {
    expect(messages(`entity:${glue}`)).toEqual([]);
    expect(messages(`entity:${glue}/*`)).toEqual([]);
  });

  const refused: readonly (readonly [resource: string, words: string])[] = [
    [`entity:${glue}0/db`, 'is not in the connection'],
    ['entity:default/glue', 'is not in the connection'],
    ['entity:*', 'has a wildcard inside'],
    [`entity:${glue}/*/t`, 'has a wildcard inside'],
    [`entity:${glue}/db*`, 'has a wildcard inside'],
    [`entity:${glue}/d?`, 'has a wildcard inside'],
    [`entity:${glue}/*/*`, 'has a wildcard inside'],
    [`entity:${glue}/`, 'ends with `/`'],
    ['entity:', 'is not in the connection'],
    ['tag:PII', 'unknown resource `tag:PII`; accepted'],
    ['entity-type:Table', 'at least one `entity:'],
  ];
  test.each(refused)('%s is refused: %s', (resource, words) => {
    expect(messages(resource)).toHaveLength(1);
    expect(messages(resource)[0]).toContain(words);
  });

  test('all problems come at once, each with its place', () => {
    expect(messages('entity:a', `entity:${glue}`, 'x').map((text) => text.split(':')[0])).toEqual(['at[0]', 'at[2]']);
  });

  test('without a connection paths are kept as they came', () => {
    const { paths, problems } = parsePolicyResources(['entity:abc', 'entity:*/super'], null, 'at');
    expect({ paths, problems }).toEqual({ paths: ['abc', '*/super'], problems: [] });
  });
});

describe('a stored policy', () => {
  const stored = { guid: 'p', effect: 'allow', entityTypes: [], connectionQualifiedName: glue } as const;

  test('covers the node and what is below, or only what is below', () => {
    const { where } = compilePolicy({
      ...stored,
      actions: ['persona-asset-read'],
      paths: [`${glue}/a`, `${glue}/b/*`],
    });
    expect(where).toEqual({
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
    const { actions } = compilePolicy({ ...stored, actions: ['persona-add-terms', 'select'], paths: [glue] });
    expect(actions).toEqual([]);
  });

  test('speaks of no asset without a connection or a path', () => {
    const actions = ['persona-asset-read'];
    expect(compilePolicy({ ...stored, actions, paths: [] }).where).toEqual({ kind: 'none' });
    const unbound = { ...stored, actions, paths: ['x'], connectionQualifiedName: null };
    expect(compilePolicy(unbound).where).toEqual({ kind: 'none' });
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

  test('collections of people cannot be taken by a connector of that name', () => {
    expect(connectionNameProblem('default/collection/ann')).toBe('the connector name `collection` is reserved');
  });
});
