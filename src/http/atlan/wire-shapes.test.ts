import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations, type ApiTokenRecord } from '../../contract/index.ts';
import { neverExpiresSeconds } from '../../identity/index.ts';
import { sql } from '../../postgres/index.ts';
import { newConnection, newWorkflow } from '../../../test/security/route-case.ts';
import { createWorld, type World } from '../../../test/security/world.ts';

interface Page {
  readonly totalRecord: number;
  readonly filterRecord: number;
  readonly records: Record<string, unknown>[];
}

interface Hits {
  readonly hits: { readonly total: unknown; readonly hits: Record<string, unknown>[] };
}

describe('wire shapes', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
    await sql`
      INSERT INTO user_group (id, name, alias, description, is_default, created_by, updated_by)
      VALUES (gen_random_uuid(), 'data_team', 'Data Team', NULL, false, 'ada', 'ada')`.execute(world.deps.identity.db);
  });

  afterAll(() => world.close());

  async function call<T>(method: 'GET' | 'POST' | 'DELETE', url: string, body?: object | string): Promise<T> {
    const answer = await world.server.inject({
      method,
      url,
      headers: { authorization: `Bearer ${world.admin.tokenSecret}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { payload: body }),
    });
    expect(answer.statusCode, answer.body).toBe(200);
    return (answer.body === '' ? null : answer.json()) as T;
  }

  const tokens = operations.createApiToken.path;

  it('an API token: digits as texts, arrays as arrays, the secret in the answer to create only', async () => {
    const body = { displayName: 'etl', description: '', personaQualifiedNames: [], validitySeconds: 157_680_000 };
    const created = await call<ApiTokenRecord>('POST', tokens, body);
    expect(created.clientId).toMatch(/^apikey-[0-9a-f-]{36}$/);
    expect(created).toMatchObject({
      displayName: 'etl',
      attributes: {
        'access.token.lifespan': '157680000',
        createdAt: expect.stringMatching(/^\d{13}$/) as string,
        createdBy: expect.stringContaining('service-account-apikey-') as string,
        clientId: created.clientId,
        displayName: 'etl',
        description: '',
        personas: [],
        purposes: [],
        personaQualifiedName: [],
        workspacePermissions: [],
      },
    });
    expect(created.attributes.accessToken).toMatch(/^clv_api_/);
    const filter = encodeURIComponent(JSON.stringify({ id: created.id }));
    const found = await call<Page>('GET', `${tokens}?count=True&offset=0&limit=5&filter=${filter}&sort=createdAt`);
    const { accessToken: _secret, ...attributes } = created.attributes;
    expect(found).toMatchObject({ filterRecord: 1, records: [{ ...created, attributes }] });
    expect(found.totalRecord).toBeGreaterThan(1);
    expect(JSON.stringify(found)).not.toContain('clv_');
  });

  it.each([-1, null, undefined, 409_968_000])(
    'a validity of %s is no expiry, told as the number that means it',
    async (validitySeconds) => {
      const created = await call<ApiTokenRecord>('POST', tokens, { displayName: 'for ever', validitySeconds });
      expect(created.attributes['access.token.lifespan']).toBe(String(neverExpiresSeconds));
    },
  );

  it('a purge answers an empty body, and the token is gone and dead', async () => {
    const created = await call<ApiTokenRecord>('POST', tokens, { displayName: 'short' });
    const own = { authorization: `Bearer ${created.attributes.accessToken ?? ''}` };
    const current = () => world.server.inject({ url: operations.getCurrentUser.path, headers: own });
    expect((await current()).statusCode).toBe(200);
    expect(await call('DELETE', `${tokens}/${created.id}`)).toBeNull();
    expect((await current()).statusCode).toBe(401);
    const filter = encodeURIComponent(JSON.stringify({ id: created.id }));
    expect(await call('GET', `${tokens}?filter=${filter}`)).toEqual({ totalRecord: 0, filterRecord: 0, records: [] });
  });

  it('an update keeps what is absent or null, and names the personas it unlinked', async () => {
    const { id } = await call<ApiTokenRecord>('POST', tokens, { displayName: 'a', description: 'kept' });
    const updated = await call<ApiTokenRecord>('POST', `${tokens}/${id}`, {
      displayName: 'b',
      description: null,
      personas: [],
      personaQualifiedNames: [],
      validitySeconds: null,
    });
    expect(updated).toMatchObject({ displayName: 'b', attributes: { description: 'kept' }, unlinked: [] });
  });

  it('a native token answers like the wire, with role and expiry', async () => {
    const created = await call<ApiTokenRecord>('POST', '/api/clavis/v1/api-tokens', { displayName: 'narrow' });
    expect(created).toMatchObject({ role: 'none', attributes: { 'access.token.lifespan': String(90 * 24 * 3600) } });
    const { records } = await call<Page>('GET', '/api/clavis/v1/api-tokens?sort=-createdAt&limit=1');
    expect(records[0]).toMatchObject({ id: created.id, role: 'none', expiresAt: expect.any(String) as string });
  });

  it('users: attribute values are lists of texts, no top-level createdAt, no service accounts', async () => {
    const { records } = await call<Page>('GET', `${operations.listUsers.path}?count=true&limit=20&sort=username`);
    expect(records.map(({ username }) => username)).toEqual(['ada']);
    expect(records[0]).toMatchObject({ enabled: true, workspaceRole: '$admin', loginEvents: [], personas: [] });
    expect(records[0]).not.toHaveProperty('createdAt');
    for (const value of Object.values(records[0]?.attributes as object)) expect(Array.isArray(value)).toBe(true);
  });

  it.each(['/api/service/groups', '/api/service/v2/groups'])('groups under %s', async (path) => {
    const filter = encodeURIComponent('{"$and":[{"alias":{"$ilike":"%data%"}}]}');
    const { records } = await call<Page>('GET', `${path}?count=true&offset=0&limit=20&filter=${filter}`);
    expect(records).toMatchObject([
      {
        name: 'data_team',
        alias: 'Data Team',
        path: '/data_team',
        attributes: { alias: ['Data Team'], isDefault: ['false'] },
      },
    ]);
    expect(records[0]?.attributes).not.toHaveProperty('description');
    const narrow = await call<Page>('GET', `${path}?columns=path`);
    expect(Object.keys(narrow.records[0] ?? {}).sort()).toEqual(['id', 'name', 'path']);
  });

  it('roles: those that the clients look for, found by a literal dollar', async () => {
    const filter = encodeURIComponent('{"name":{"$ilike":"$%"}}');
    const { records } = await call<Page>('GET', `${operations.listRoles.path}?count=True&limit=100&filter=${filter}`);
    const names = records.map(({ name }) => name);
    for (const name of ['$admin', '$member', '$guest', '$api-token-default-access']) expect(names).toContain(name);
  });

  it('whoami of a token has the role that makes clients use the workflows path', async () => {
    const { roles } = await call<{ roles: { name: string }[] }>('GET', operations.getWhoAmI.path);
    expect(roles.map(({ name }) => name)).toContain('$api-token-default-access');
  });

  it('a connection is readable at once, by guid and by qualified name, with and without relationships', async () => {
    const { qualifiedName, body } = newConnection([]);
    const saved = await call<{ guidAssignments: Record<string, string> }>(
      'POST',
      '/api/meta/entity/bulk/?replaceTags=False',
      body,
    );
    const guid = saved.guidAssignments['-1'] ?? '';
    const flags = 'minExtInfo=true&ignoreRelationships=True';
    const read = await call<{ entity: Record<string, unknown> }>('GET', `/api/meta/entity/guid/${guid}?${flags}`);
    expect(read).toMatchObject({
      referredEntities: {},
      entity: { guid, status: 'ACTIVE', attributes: { qualifiedName } },
    });
    expect(read.entity).not.toHaveProperty('relationshipAttributes');
    const named = await call<{ entity: object }>(
      'GET',
      `/api/meta/entity/uniqueAttribute/type/Asset?attr:qualifiedName=${qualifiedName}`,
    );
    expect(named.entity).toMatchObject({ guid, typeName: 'Connection' });
    const dsl = { from: 0, size: 1, track_total_hits: true, query: { term: { __guid: { value: guid } } } };
    const found = await call<{ approximateCount: number }>('POST', '/api/meta/search/indexsearch/', { dsl });
    expect(found).toMatchObject({ approximateCount: 1, entities: [{ guid }], searchParameters: { dsl } });
    const deleted = await call<object>('DELETE', `/api/meta/entity/bulk?deleteType=PURGE&guid=${guid},${guid}`);
    expect(deleted).toMatchObject({ mutatedEntities: { DELETE: [{ guid, status: 'DELETED' }] } });
  });

  it('a save without placeholders says so, for it changed nothing but did not fail', async () => {
    const { qualifiedName, body } = newConnection([]);
    const path = '/api/meta/entity/bulk';
    await call<object>('POST', path, body);
    const again = { entities: [{ typeName: 'Connection', attributes: { qualifiedName } }] };
    expect(await call<object>('POST', path, again)).toEqual({ guidAssignments: {} });
  });

  it.each(['workflows', 'package-workflows'])(
    'a workflow under %s: submit, find, rerun, stop, archive',
    async (prefix) => {
      const { name, body } = newWorkflow();
      const submitted = await call<object>('POST', `/api/service/${prefix}?submit=true`, body);
      expect(submitted).toMatchObject({ metadata: { name, namespace: 'default' } });

      const byName = { nested: { path: 'metadata', query: { term: { 'metadata.name.keyword': { value: name } } } } };
      const search = { from: 0, size: 1, track_total_hits: true, query: byName, sort: null };
      const workflows = await call<Hits>('POST', '/api/service/workflows/indexsearch', search);
      expect(workflows.hits.total).toEqual({ value: 1, relation: 'eq' });
      expect(workflows.hits.hits[0]).toMatchObject({ _index: 'workflows', _id: name, _source: { metadata: { name } } });

      const byTemplate = { term: { 'spec.workflowTemplateRef.name.keyword': { value: name } } };
      const latest = {
        size: 1,
        query: { nested: { path: 'spec', query: byTemplate } },
        sort: [{ 'status.startedAt': { order: 'desc' } }],
      };
      const runs = await call<Hits>('POST', '/api/service/runs/indexsearch', latest);
      expect(runs.hits.hits[0]).toMatchObject({ _source: { status: { phase: 'Pending' } } });

      const rerun = await call<{ metadata: { name: string } }>('POST', `/api/service/${prefix}/submit`, {
        namespace: 'default',
        resourceKind: '',
        resourceName: name,
      });
      expect(rerun.metadata.name).toMatch(new RegExp(`^${name}-[a-z0-9]{5}$`));
      await call('POST', `/api/service/runs/${rerun.metadata.name}/stop`, '""');
      expect(await call('POST', `/api/service/${prefix}/${name}/archive`, '""')).toBeNull();
      const gone = await call<Hits>('POST', '/api/service/workflows/indexsearch', search);
      expect(gone.hits).toMatchObject({ total: { value: 0 }, hits: [] });
    },
  );

  it('runs as people watch them', async () => {
    const { name, body } = newWorkflow();
    await call('POST', operations.submitWorkflow.path, body);
    const { runs } = await call<{ runs: { name: string; workflowName: string }[] }>(
      'GET',
      '/api/clavis/v1/runs?limit=1',
    );
    expect(runs).toMatchObject([{ workflowName: name, phase: 'Pending', steps: { done: 0 }, totals: {} }]);
    const detail = await call<object>('GET', `/api/clavis/v1/runs/${runs[0]?.name ?? ''}`);
    expect(detail).toMatchObject({ ...runs[0], log: expect.any(Array) as unknown[] });
  });
});
