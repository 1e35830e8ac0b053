import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations, type ErrorBody } from '../../src/contract/index.ts';
import { createWorld, type World } from './world.ts';

type Sent = Record<string, unknown>;

interface Case {
  readonly entities: readonly Sent[] | string;
  readonly status?: number;
  readonly code: string;
  /** Where the problems are, in any order; not looked at when absent. */
  readonly at?: readonly string[];
}

const connection = 'default/glue/1767225600';
const table = (attributes: Sent = {}, rest: Sent = {}): Sent => ({
  typeName: 'Table',
  guid: '-1',
  attributes: { qualifiedName: `${connection}/t`, name: 't', ...attributes },
  ...rest,
});
const nobody = '00000000-0000-4000-8000-000000000000';
const named = (typeName: string, qualifiedName: string) => ({ typeName, uniqueAttributes: { qualifiedName } });
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const raw = (attributes: string) =>
  `{"entities":[{"typeName":"Table","guid":"-1","attributes":{"qualifiedName":"${connection}/t","name":"t",${attributes}}}]}`;

const invalid = 'ATLAS-400-00-01A';
const malformed = 'ATLAS-400-00-029';

/** Each is refused, tells all of what is wrong, and leaves everything as it was. */
const cases: Readonly<Record<string, Case>> = {
  'an unknown type': {
    entities: [{ typeName: 'Tabel', attributes: {} }],
    status: 404,
    code: 'ATLAS-404-00-001',
    at: ['entities[0].typeName'],
  },
  'several unknown types': {
    entities: [{ typeName: 'Tabel' }, table(), { typeName: 'Colum' }],
    status: 404,
    code: 'ATLAS-404-00-001',
    at: ['entities[0].typeName', 'entities[2].typeName'],
  },
  'no names': {
    entities: [{ typeName: 'Table', attributes: {} }, { typeName: 'Column' }],
    code: 'ATLAS-400-00-02B',
    at: [0, 1].flatMap((n) => [
      `entities[${String(n)}].attributes.name`,
      `entities[${String(n)}].attributes.qualifiedName`,
    ]),
  },
  'references by names that mean nothing': {
    entities: [table({ atlanSchema: named('Schema', 'default/glue/1/no'), readme: named('Readme', 'no/readme') })],
    status: 404,
    code: 'ATLAS-404-00-009',
    at: ['entities[0].attributes.atlanSchema', 'entities[0].attributes.readme'],
  },
  'a reference by a guid that means nothing': {
    entities: [table({ atlanSchema: { typeName: 'Schema', guid: nobody } })],
    status: 404,
    code: 'ATLAS-404-00-005',
    at: ['entities[0].attributes.atlanSchema'],
  },
  'a placeholder that no entity has': { entities: [table({ atlanSchema: { guid: '-7' } })], code: 'ATLAS-400-00-022' },
  'guids of nothing': {
    entities: [
      { typeName: 'Table', guid: nobody },
      { typeName: 'View', guid: nobody },
    ],
    status: 404,
    code: 'ATLAS-404-00-005',
    at: ['entities[0].guid', 'entities[1].guid'],
  },
  'the wrong type at the end of a relationship': {
    entities: [table({ atlanSchema: named('Connection', connection) })],
    code: 'ATLAS-400-00-045',
    at: ['entities[0].attributes.atlanSchema'],
  },
  'an attribute that is no relationship': {
    entities: [table({}, { appendRelationshipAttributes: { description: [{ guid: '-1' }] } })],
    code: 'ATLAS-400-00-048',
    at: ['entities[0].appendRelationshipAttributes.description'],
  },
  'a relationship that there is none of': {
    entities: [table({}, { removeRelationshipAttributes: { friends: [{ guid: '-1' }] } })],
    code: 'ATLAS-400-00-043',
    at: ['entities[0].removeRelationshipAttributes.friends'],
  },
  'references that are none': {
    entities: [table({ atlanSchema: 5, columns: ['x', {}] })],
    code: invalid,
    at: [
      'entities[0].attributes.atlanSchema',
      'entities[0].attributes.columns[0]',
      'entities[0].attributes.columns[1]',
    ],
  },
  'one entity more than ten thousand': {
    entities: Array.from({ length: 10_001 }, () => ({ typeName: 'Table' })),
    code: 'ATLAS-400-00-212',
  },
  'an attribute of 5 MB': {
    entities: [table({ userDescription: 'x'.repeat(5_000_000) })],
    code: invalid,
    at: ['entities[0].attributes.userDescription'],
  },
  'a document of 2,000,001 characters': {
    entities: [table({ rawQueryText: 'x'.repeat(2_000_001) })],
    code: invalid,
    at: ['entities[0].attributes.rawQueryText'],
  },
  'a text of 5 MB in a struct and in a map': {
    entities: [
      table({ starredDetails: [{ note: 'x'.repeat(5_000_000) }] }),
      table({ unknownThing: { a: ['x'.repeat(2_000_001)] } }),
    ],
    code: invalid,
    at: ['entities[0].attributes.starredDetails', 'entities[1].attributes.unknownThing'],
  },
  'values that enumerations do not have': {
    entities: [table({ certificateStatus: 'GREAT', announcementType: 'shout' })],
    code: invalid,
    at: ['entities[0].attributes.announcementType', 'entities[0].attributes.certificateStatus'],
  },
  'numbers, times and booleans that are none': {
    entities: [
      table({ rowCount: 'many', sizeBytes: 1.5, lastSyncRunAt: 'soon', isEditable: 'maybe', popularityScore: 'x' }),
    ],
    code: invalid,
    at: ['isEditable', 'lastSyncRunAt', 'popularityScore', 'rowCount', 'sizeBytes'].map(
      (name) => `entities[0].attributes.${name}`,
    ),
  },
  'numbers out of range': {
    entities: raw(
      '"rowCount":1e400,"sizeBytes":9007199254740993,"popularityScore":1e400,"unknownNumber":-1e999,"lastSyncRunAt":8.64e18',
    ),
    code: invalid,
    at: ['lastSyncRunAt', 'popularityScore', 'rowCount', 'sizeBytes'].map((name) => `entities[0].attributes.${name}`),
  },
  'a number out of range deep in what is not known': {
    entities: raw('"unknownThing":{"a":[{"b":1e400}]}'),
    code: invalid,
  },
  'times beyond the calendar of the clients': {
    entities: [table({ lastSyncRunAt: 253_402_300_800_000, sourceCreatedAt: -99_999_999_999_999 })],
    code: invalid,
    at: ['entities[0].attributes.lastSyncRunAt', 'entities[0].attributes.sourceCreatedAt'],
  },
  'a null character': { entities: raw(String.raw`"description":"a\u0000b"`), code: malformed },
  'half a surrogate pair in a key, deep': {
    entities: raw(String.raw`"unknownThing":{"a":[{"\ud800":1}]}`),
    code: malformed,
  },
  'half a surrogate pair in a value, deep': { entities: raw(String.raw`"unknownThing":[["\udfff"]]`), code: malformed },
  'lists a hundred deep': { entities: raw(`"unknownThing":${nested(101)}`), code: malformed },
  'lists ten thousand deep': { entities: raw(`"unknownThing":${nested(10_000)}`), code: malformed },
  'too many attributes': {
    entities: [table(Object.fromEntries(Array.from({ length: 6_000 }, (_, n) => [`a${String(n)}`, n])))],
    code: invalid,
    at: ['entities[0].attributes'],
  },
  'too many values in one': {
    entities: [
      table({
        ownerUsers: Array.from({ length: 60_000 }, (_, n) => `u${String(n)}`),
        unknownThing: Array.from({ length: 60_000 }, () => 0),
      }),
    ],
    code: invalid,
    at: ['entities[0].attributes.ownerUsers', 'entities[0].attributes.unknownThing'],
  },
  'a connection with an endless name': {
    entities: [table({ connectionQualifiedName: 'é'.repeat(1_300) })],
    code: invalid,
  },
  'an attribute with an endless name': { entities: [table({ ['n'.repeat(100_000)]: 1 })], code: invalid },
  'names that are no text, or too long': {
    entities: [{ typeName: 'Table', attributes: { name: 5, qualifiedName: 'q'.repeat(3_000) } }],
    code: invalid,
    at: ['entities[0].attributes.name', 'entities[0].attributes.qualifiedName'],
  },
  'members of the wrong shape': {
    entities: [
      table({}, { appendRelationshipAttributes: [], customAttributes: 'x', classifications: {}, labels: 'x' }),
    ],
    code: invalid,
    at: ['appendRelationshipAttributes', 'classifications', 'customAttributes', 'labels'].map(
      (name) => `entities[0].${name}`,
    ),
  },
  'labels that are too long or hold blanks': {
    entities: [table({}, { labels: ['fine', 'x'.repeat(51), 'a b', 5] })],
    code: 'ATLAS-400-00-08F',
    at: [1, 2, 3].map((n) => `entities[0].labels[${String(n)}]`),
  },
  'a label with a blank': { entities: [table({}, { labels: ['a b'] })], code: 'ATLAS-400-00-090' },
  'a custom attribute with too long a key': {
    entities: [table({}, { customAttributes: { ['k'.repeat(51)]: 'v' } })],
    code: 'ATLAS-400-00-08C',
  },
  'a custom attribute with a blank in its key': {
    entities: [table({}, { customAttributes: { 'a b': 'v' } })],
    code: 'ATLAS-400-00-08D',
  },
  'a custom attribute with too long a value': {
    entities: [table({}, { customAttributes: { k: 'v'.repeat(501) } })],
    code: 'ATLAS-400-00-08E',
  },
  'one good asset and one bad one': { entities: [table(), table({ certificateStatus: 'GREAT' })], code: invalid },
};

describe('entities that cannot be saved', () => {
  let world: World;
  let origin: string;

  beforeAll(async () => {
    world = await createWorld();
    origin = `http://127.0.0.1:${String((world.server.server.address() as AddressInfo).port)}`;
    const attributes = { qualifiedName: connection, name: 'c', connectorName: 'glue', category: 'lake' };
    const saved = await send(JSON.stringify({ entities: [{ typeName: 'Connection', guid: '-1', attributes }] }));
    expect(saved.status).toBe(200);
  });
  afterAll(() => world.close());

  async function send(body: string | Buffer) {
    const answer = await fetch(origin + operations.saveEntities.path, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.admin.tokenSecret}`, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
    const text = await answer.text();
    return { status: answer.status, text, error: JSON.parse(text) as ErrorBody };
  }

  /** Everything that any table holds, apart from the record of refusals and uses. */
  async function everything(): Promise<string> {
    const { rows } = await world.database.pool.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
         AND table_name !~ '^(audit|secret|actor|rate)' ORDER BY 1`,
    );
    const sums: string[] = [];
    for (const { name } of rows) {
      const { rows: sum } = await world.database.pool.query<{ sum: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') AS sum FROM "${name}" AS t`,
      );
      sums.push(`${name} ${sum[0]?.sum ?? ''}`);
    }
    return sums.join('\n');
  }

  it.each(Object.entries(cases))('%s', async (_name, { entities, status = 400, code, at }) => {
    const before = await everything();
    const { error, text, ...answer } = await send(
      typeof entities === 'string' ? entities : JSON.stringify({ entities }),
    );
    expect({ status: answer.status, code: error.errorCode }, text.slice(0, 500)).toEqual({ status, code });
    expect(text.length).toBeLessThan(200_000);
    if (at !== undefined) {
      const places = error.causes.map(({ location }) => location);
      for (const place of at) expect(places).toContain(place);
    }
    expect(await everything()).toBe(before);
  });

  it('a body that is not UTF-8', async () => {
    const before = await everything();
    const body = Buffer.from(raw('"description":"?"'));
    body[body.indexOf('?')] = 0xff;
    expect((await send(body)).status).toBe(400);
    expect(await everything()).toBe(before);
  });

  it('negative control: the same asset without a mistake is saved, strange keys included', async () => {
    const before = await everything();
    const entity = table({ rowCount: 5, lastSyncRunAt: -1, description: '\u{1F600}' });
    const text = JSON.stringify({ entities: [entity] }).replace(
      '"rowCount":5',
      '"rowCount":5,"__proto__":{"a":1},"constructor":1',
    );
    const answer = await send(text);
    expect(answer.status, answer.text).toBe(200);
    expect(await everything()).not.toBe(before);
  });
});
