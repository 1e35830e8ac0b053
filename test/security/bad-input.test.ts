import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations, type ErrorBody, type Operation, type OperationId } from '../../src/contract/index.ts';
import { exchangeRaw } from '../support/raw-exchange.ts';
import { makePersonBearer } from './person-bearer.ts';
import { newConnection, newWorkflow } from './route-case.ts';
import { routeCases } from './route-cases.ts';
import { createWorld, damagedSecret, type World } from './world.ts';

const tables = ['asset', 'relationship', 'workflow', 'run', 'credential', 'api_token', 'actor', 'secret'];

describe('bad input', () => {
  let world: World;
  let port: number;
  let adminBearer: string;

  beforeAll(async () => {
    world = await createWorld();
    adminBearer = await makePersonBearer(world, world.admin.principal);
    port = (world.server.server.address() as AddressInfo).port;
  });

  afterAll(() => world.close());

  interface Sent {
    readonly method?: string;
    readonly body?: unknown;
    readonly token?: string;
  }

  async function send(path: string, { method = 'GET', body, token = world.admin.tokenSecret }: Sent = {}) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(`http://127.0.0.1:${String(port)}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(text === undefined ? {} : { body: text }),
    });
    const raw = (await answer.text()) + (answer.status < 500 ? '' : `\n${world.logged.at(-2) ?? ''}`);
    return {
      status: answer.status,
      raw,
      error: (raw === '' ? {} : JSON.parse(raw.split('\n', 1)[0] ?? '')) as ErrorBody,
    };
  }

  async function countRows(): Promise<Record<string, number>> {
    const counts = tables.map(async (table): Promise<[string, number]> => {
      const { rows } = await world.database.pool.query<{ count: number }>(`SELECT count(*) FROM ${table}`);
      return [table, Number(rows[0]?.count)];
    });
    return Object.fromEntries(await Promise.all(counts));
  }

  /** The request is refused as told, says what was wrong, and changes nothing. */
  async function expectRefusal(sent: Sent & { path: string }, status: number, says: readonly string[]): Promise<void> {
    const before = await countRows();
    const { error, raw, ...answer } = await send(sent.path, sent);
    expect(answer.status, raw).toBe(status);
    for (const part of says) expect(error.message).toContain(part);
    expect(error).toMatchObject({ code: status, causes: expect.any(Array) as unknown[], errorMessage: error.message });
    expect(error.errorCode).not.toBe('');
    expect(await countRows()).toEqual(before);
  }

  const { saveEntities, createApiToken, submitWorkflow, searchAssets, listApiTokens, rerunWorkflow } = operations;

  it('a malformed token', async () => {
    for (const token of [damagedSecret(), 'x', 'clv_api_', 'a.b.c']) {
      await expectRefusal({ path: operations.getCurrentUser.path, token }, 401, ['the token is not valid']);
    }
  });

  it('a body that is not JSON', async () => {
    await expectRefusal({ path: saveEntities.path, method: 'POST', body: '{"entities":[' }, 400, ['line 1, column 14']);
  });

  it('a body that is missing or no object', async () => {
    await expectRefusal({ path: saveEntities.path, method: 'POST' }, 400, ['the body is empty']);
    await expectRefusal({ path: saveEntities.path, method: 'POST', body: [] }, 400, ['the body must be object']);
    await expectRefusal({ path: saveEntities.path, method: 'POST', body: {} }, 400, ['entities: is required']);
  });

  it('an unknown route', async () => {
    await expectRefusal({ path: '/api/service/nothing' }, 404, ['`GET /api/service/nothing`', '/openapi.json']);
    await expectRefusal({ path: '/api', method: 'POST', body: {} }, 404, ['`POST /api`']);
  });

  it('a method that the path does not have', async () => {
    await expectRefusal({ path: listApiTokens.path, method: 'PATCH', body: {} }, 405, ['`PATCH`', 'GET, HEAD, POST']);
  });

  it('an unknown type', async () => {
    const entities = [{ typeName: 'Tabel', guid: '-1', attributes: { qualifiedName: 'a', name: 'a' } }];
    await expectRefusal({ path: saveEntities.path, method: 'POST', body: { entities } }, 404, ['Tabel']);
    const byName = '/api/meta/entity/uniqueAttribute/type/Tabel?attr:qualifiedName=a';
    await expectRefusal({ path: byName }, 404, ['Tabel']);
    await expectRefusal({ path: '/api/meta/types/typedef/name/Tabel' }, 404, ['Tabel']);
  });

  it('a filter with an unknown operator, an unknown field, or no JSON', async () => {
    const ask = (filter: string) => `${listApiTokens.path}?filter=${encodeURIComponent(filter)}`;
    await expectRefusal({ path: ask('{"displayName":{"$regex":"x"}}') }, 400, ['`$regex`', '$ilike']);
    await expectRefusal({ path: ask('{"colour":"red"}') }, 400, ['`colour`', 'displayName']);
    await expectRefusal({ path: ask('{"displayName":') }, 400, ['character 15']);
    await expectRefusal({ path: `${listApiTokens.path}?sort=colour` }, 400, ['`colour`']);
  });

  it.each([String.raw`a\ `.trim(), '%', '_', "'; drop table asset; --", '\u{1F600}', ''])(
    'takes the pattern %j for a pattern',
    async (pattern) => {
      const filter = encodeURIComponent(JSON.stringify({ displayName: { $ilike: pattern } }));
      const answer = await send(`${listApiTokens.path}?filter=${filter}`);
      expect(answer.status, answer.raw).toBe(200);
    },
  );

  it('a page size or offset that is no whole number', async () => {
    for (const query of ['limit=-1', 'limit=ten', 'offset=1.5', 'offset=99999999999999999999']) {
      await expectRefusal({ path: `${listApiTokens.path}?${query}` }, 400, ['accepted: a whole number from 0']);
    }
  });

  it('a page past the end is an empty page', async () => {
    for (const id of [
      'listApiTokens',
      'listUsers',
      'listRoles',
      'listGroups',
      'listGroupsV2',
      'listCredentials',
    ] as const) {
      const answer = await send(`${operations[id].path}?offset=100000&limit=20`);
      expect(answer.status, answer.raw).toBe(200);
      expect((JSON.parse(answer.raw) as { records: unknown }).records).toEqual([]);
    }
  });

  it('a workflow without a package, with an unknown one', async () => {
    const { body } = newWorkflow();
    const named = (name: string) => ({ ...body, metadata: { name } });
    const spec = (template: string) => ({
      templates: [{ name: 'main', dag: { tasks: [{ name: 'run', templateRef: { name: template } }] } }],
    });
    const submit = (sent: object) => ({ path: `${submitWorkflow.path}?submit=true`, method: 'POST', body: sent });
    await expectRefusal(submit({ ...named('nothing-1735500000'), spec: {} }), 400, ['package']);
    await expectRefusal(submit({ ...named('x-1735500000'), spec: spec('no-such') }), 400, ['`no-such`']);
    await expectRefusal(submit({}), 400, ['metadata']);
    await expectRefusal({ path: rerunWorkflow.path, method: 'POST', body: {} }, 400, ['resourceName']);
  });

  it('a body of 20 MB', async () => {
    const body = JSON.stringify({ entities: [{ typeName: 'Table', attributes: { name: 'x'.repeat(20_000_000) } }] });
    await expectRefusal({ path: saveEntities.path, method: 'POST', body }, 413, ['16 MiB']);
  });

  it('more assets than one save takes', async () => {
    const entities = Array.from({ length: 10_001 }, () => ({ typeName: 'Table' }));
    await expectRefusal({ path: saveEntities.path, method: 'POST', body: { entities } }, 400, ['10']);
  });

  it('a token without a name, with a validity of 0 or beyond time, with personas that do not exist', async () => {
    const create = (body: object) => ({ path: createApiToken.path, method: 'POST', body });
    await expectRefusal(create({ description: '' }), 400, ['displayName: is required']);
    await expectRefusal(create({ displayName: 5, validitySeconds: 'x' }), 400, ['displayName:', 'validitySeconds:']);
    await expectRefusal(create({ displayName: 'x', validitySeconds: 0 }), 400, ['validitySeconds']);
    await expectRefusal(create({ displayName: 'x', personaQualifiedNames: ['default/nobody'] }), 400, [
      'default/nobody',
    ]);
  });

  it('a native request with a field that is not known', async () => {
    const body = { displayName: 'x', role: 'none', isAdmin: true };
    await expectRefusal({ path: '/api/clavis/v1/api-tokens', method: 'POST', body }, 400, [
      'isAdmin: is not a known field',
    ]);
  });

  it('a query that the search language does not have', async () => {
    const dsl = { query: { bool: { filter: [{ fuzzier: { name: 'x' } }] } }, size: -1 };
    await expectRefusal({ path: searchAssets.path, method: 'POST', body: { dsl } }, 400, ['fuzzier', 'size']);
  });

  it('a half-written request that is cut off', async () => {
    const before = await countRows();
    const body = JSON.stringify(newConnection([]).body);
    const head = [
      `POST ${saveEntities.path} HTTP/1.1`,
      'host: clavis.test',
      `authorization: Bearer ${world.admin.tokenSecret}`,
      'content-type: application/json',
      `content-length: ${String(body.length)}`,
      '\r\n',
    ].join('\r\n');
    await exchangeRaw(port, [head, body.slice(0, -5)], { cutOff: true });
    await exchangeRaw(port, [head.slice(0, 100)], { cutOff: true });
    expect((await send(operations.getCurrentUser.path)).status).toBe(200);
    expect(await countRows()).toEqual(before);
  });

  /** Ids that are none, in every path that takes one. */
  const strangeIds = [
    'x',
    '-1',
    '0',
    'null',
    '%27',
    '%5C',
    '..',
    '%F0%9F%98%80',
    'a%2Fb',
    '00000000-0000-0000-0000-000000000000',
  ];
  // A browser that is sent on is told what is wrong at the end of the way; see hostile-identity-provider.test.ts.
  const withId = (Object.entries(operations) as [OperationId, Operation][]).filter(
    ([, { path, redirects }]) => path.includes('{') && redirects !== true,
  );

  it.each(withId)('%s answers ids that are none with 400 or 404', async (operation, { method, path, surface }) => {
    // That wire is for people.
    const token = surface === 'alation' ? adminBearer : world.admin.tokenSecret;
    // What no API token may do, whatever its role, is refused before the id is looked at.
    const accepted = routeCases[operation].admin === 403 ? [400, 403, 404, 405] : [400, 404, 405];
    for (const id of strangeIds) {
      const asked = path.replace(/\{\w+\}/, id);
      // Clients take `..` out before they send, and what is left may be another route.
      if (new URL(asked, 'http://clavis.test').pathname !== asked) continue;
      const url = `${asked}?attr:qualifiedName=${id}&username=${id}`;
      const answer = await send(url, {
        token,
        method,
        ...(method === 'GET' || method === 'DELETE' ? {} : { body: {} }),
      });
      expect(accepted, answer.raw).toContain(answer.status);
    }
  });

  const withBody = (Object.entries(operations) as [OperationId, Operation][]).filter(
    ([id, { method }]) => method !== 'GET' && !['setUp', 'signIn', 'signInWithCode', 'signOut'].includes(id),
  );

  it.each(withBody)('%s answers no JSON with 500', async (_id, { method, path }) => {
    const words = fc.constantFrom(
      ...[
        'entities',
        'typeName',
        'guid',
        'attributes',
        'qualifiedName',
        'name',
        'entity',
        'metadata',
        'spec',
        'payload',
      ],
      ...['dsl', 'query', 'bool', 'filter', 'must', 'term', 'terms', 'range', 'sort', 'size', 'from', 'resourceName'],
      ...[
        'displayName',
        'validitySeconds',
        'Table',
        'Connection',
        '-1',
        'templates',
        'dag',
        'tasks',
        'labels',
        'extra',
      ],
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        fc.oneof(
          words,
          fc.string(),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.boolean(),
          fc.constant(null),
        ),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(words, tie('value'), { maxKeys: 4 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(value, async (body) => {
        const answer = await send(path.replace(/\{\w+\}/, 'x') + '?attr:qualifiedName=x', { method, body });
        expect(answer.status, answer.raw).toBeLessThan(500);
      }),
      { numRuns: 40 },
    );
  });
});
