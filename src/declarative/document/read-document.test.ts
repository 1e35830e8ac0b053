import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sections } from './document.ts';
import { readDocument } from './read-document.ts';
import { writeDocument } from './write-document.ts';

const head = 'apiVersion: clavis/v1\n';

/** Problems as lines that editors can jump to. */
function problemsOf(text: string): string[] {
  const reading = readDocument(text);
  if (!('problems' in reading)) return [];
  return reading.problems.map(
    ({ line, column, path, message }) => `${String(line)}:${String(column)} ${path} ${message}`,
  );
}

function documentOf(text: string) {
  const reading = readDocument(text);
  return 'document' in reading ? reading.document : reading.problems;
}

describe('reading a document', () => {
  it('takes the example of the page that describes it, every key of which is known', () => {
    const page = readFileSync(new URL('../../../docs/declarative-set-up.md', import.meta.url), 'utf8');
    const [, example = ''] = /```yaml\n([^]*?)```/.exec(page) ?? [];
    expect(problemsOf(example)).toEqual([]);
    expect(Object.keys(documentOf(example))).toEqual(['apiVersion', ...sections]);
  });

  it('takes YAML and the same thing as JSON', () => {
    const yaml = `${head}groups:\n  - name: data_team\n    members: [jsmith]\n`;
    const document = { apiVersion: 'clavis/v1', groups: [{ name: 'data_team', members: ['jsmith'] }] };
    expect(documentOf(yaml)).toEqual(document);
    expect(documentOf(JSON.stringify(document))).toEqual(document);
  });

  it('takes a list that is written once and named by an alias', () => {
    const text = `${head}groups:\n  - { name: a, members: &team [x, y] }\n  - { name: b, members: *team }\n`;
    expect(documentOf(text)).toMatchObject({ groups: [{ members: ['x', 'y'] }, { members: ['x', 'y'] }] });
  });

  it('takes words that YAML 1.1 reads as something else for text, and writes them in quotes', () => {
    const text = writeDocument(
      { groups: [{ name: 'no' }, { name: '12' }, { name: 'null' }, { name: '2026-01-01' }] },
      'yaml',
    );
    expect(documentOf(text)).toMatchObject({
      groups: [{ name: 'no' }, { name: '12' }, { name: 'null' }, { name: '2026-01-01' }],
    });
    expect(text).toContain('"no"');
  });

  it('tells all problems of the shape at once, each with its place and what is accepted', () => {
    const text = [
      'apiVersion: clavis/v2',
      'tokens:',
      '  - name: etl',
      '    rolle: read',
      '    requestsPerMinute: 0',
      '  - name: 12',
      '    role: root',
      '    expiresIn: 3 weeks',
      '    networks: any',
      'users: []',
    ].join('\n');
    expect(problemsOf(text)).toEqual([
      '1:1 apiVersion must be `clavis/v1`',
      expect.stringMatching(/^4:5 tokens\[0\]\.rolle is not a known key; accepted: `name`, .*`role`/),
      '5:5 tokens[0].requestsPerMinute must be a number >= 1',
      '6:5 tokens[1].name must be text (in quotes, where it looks like something else)',
      '7:5 tokens[1].role must be `none` or `read` or `default` or `admin`',
      '8:5 tokens[1].expiresIn must be a number with a unit, such as `90d`, `12h`, `30m` or `45s`, or `never`',
      '9:5 tokens[1].networks must be a list or `null`',
      expect.stringMatching(/^10:1 users is not a known key/),
    ]);
  });

  it('tells more than eight problems: nobody wants to run it again for the ninth', () => {
    const members = Array.from({ length: 50 }, (_, index) => String(index)).join(', ');
    expect(problemsOf(`${head}groups:\n  - { name: a, members: [${members}] }\n`)).toHaveLength(50);
  });

  it.each([
    ['a key twice', `${head}groups:\n  - name: a\n    name: b\n`, /^4:5 .*keys must be unique/],
    ['a tab as indentation', `${head}groups:\n\t- name: a\n`, /^3:1 .*tabs are not allowed/],
    ['an unknown tag', 'apiVersion: !secret clavis/v1\n', /^1:13 .*!secret/],
    ['an alias that stands for nothing', `${head}groups: *all\n`, /^2:9 .*`all` stands for nothing/],
    ['merge keys', `${head}<<: { groups: [] }\n`, /^2:1 << is not a known key/],
    [
      'a key that is an object’s own in JavaScript',
      `${head}__proto__: { groups: [] }\n`,
      /^2:1 __proto__ is not a known/,
    ],
    ['a second document', `${head}---\n${head}`, /^2:\d+ .*only one is read/],
    ['nothing', '', /^1:1 .*is empty/],
    ['nothing but a comment', '# nothing\n', /^1:1 .*is empty/],
    ['a list', '- a\n', /^1:1 .*must be a mapping/],
    ['a name of no characters', `${head}groups:\n  - name: ""\n`, /^3:5 groups\[0\]\.name must not be empty/],
    [
      'a name of 10,000 characters',
      `${head}groups:\n  - name: ${'a'.repeat(10_000)}\n`,
      /^3:5 .* at most 512 characters/,
    ],
    ['a name twice', `${head}groups:\n  - name: a\n  - name: a\n`, /^4:5 groups\[1\]\.name `a` is declared before/],
    [
      'names that differ by case',
      `${head}tokens:\n  - name: ETL\n  - name: etl\n`,
      /^4:5 .*from `ETL` by its case alone/,
    ],
    [
      'a policy without a connection',
      `${head}personas:\n  - name: p\n    policies:\n      - { name: x, actions: [a], resources: [b] }\n`,
      /^5:9 .*connection is missing/,
    ],
    [
      'a path outside the connection',
      `${head}personas:\n  - name: p\n    policies:\n      - { name: x, actions: [a], connection: c/1, resources: [c/12/db] }\n`,
      /`c\/12\/db` is not in `c\/1`/,
    ],
    [
      'a mask on metadata',
      `${head}personas:\n  - name: p\n    policies:\n      - { name: x, effect: mask, actions: [a], connection: c, resources: [c] }\n`,
      /belongs to policies of the kind `data`/,
    ],
    [
      'an audience of nobody',
      `${head}purposes:\n  - name: p\n    tags: [PII]\n    policies:\n      - { name: x, actions: [a], audience: {} }\n`,
      /audience must be `everyone: true`, or name somebody/,
    ],
    [
      'two purposes with the same tags',
      `${head}purposes:\n  - { name: p, tags: [A, B] }\n  - { name: q, tags: [B, A] }\n`,
      /^4:16 .*`p` has the same tags/,
    ],
    [
      'a network that is none',
      `${head}tokens:\n  - { name: a, networks: [10.0.0.0/33] }\n`,
      /`10\.0\.0\.0\/33` is no network/,
    ],
    ['a ceiling of nothing', `${head}tokens:\n  - { name: a, scopes: {} }\n`, /scopes names no ceiling/],
  ])('refuses %s where it stands', (_what, text, problem) => {
    const problems = problemsOf(text);
    expect(problems[0]).toMatch(problem);
    expect(problems).toHaveLength(1);
  });

  it('is not kept busy by aliases of aliases, nor by depth, nor by length', () => {
    const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
    const laughs = letters.map((letter, index) => {
      const before = letters[index - 1];
      return `${letter}: &${letter} [${Array.from({ length: 9 }, () => (before === undefined ? 'lol' : `*${before}`)).join(', ')}]`;
    });
    expect(problemsOf(laughs.join('\n'))).toEqual(['1:1  is nested or repeated by aliases beyond what is read']);
    expect(problemsOf(`x: ${'['.repeat(20_000)}`)).toEqual([
      '1:1  is nested or repeated by aliases beyond what is read',
    ]);
    expect(problemsOf(`# ${'x'.repeat(1024 * 1024)}`)[0]).toContain('is longer than 1048576 characters');
    expect(problemsOf(`${head}groups: &all\n  - { name: a, members: [*all] }\n`)).toHaveLength(1);
  });
});
