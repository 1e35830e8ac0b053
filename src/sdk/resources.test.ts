import { afterEach, describe, expect, test } from 'vitest';
import {
  type Answer,
  type AnsweringServer,
  type SeenRequest,
  startAnsweringServer,
} from '../../test/support/answering-server.ts';
import { assetQuery, ClavisClient, collectAll } from './index.ts';

let server: AnsweringServer;
afterEach(() => server.close());

async function clientTo(answer: (request: SeenRequest) => Answer): Promise<ClavisClient> {
  server = await startAnsweringServer(answer);
  return new ClavisClient({ baseUrl: server.url, token: 'a-token' });
}

function wireToken(name: string): Record<string, unknown> {
  return {
    id: `id-${name}`,
    clientId: `apikey-${name}`,
    displayName: name,
    attributes: {
      'access.token.lifespan': '3600',
      createdAt: '1767225600000',
      createdBy: 'jsmith',
      description: 'd',
      personaQualifiedName: [{ id: 'p', persona: 'Sales', personaQualifiedName: 'default/p' }],
    },
  };
}

const nativeFields = {
  ...{ role: 'none', expiresAt: null, version: 1, state: 'active', scopes: null, allowedNetworks: null },
  ...{ requestsPerMinute: null, mayRotateItself: false, responsible: null, isOwnerless: true },
  ...{ suspension: null, lastUsed: null, useCount: 0 },
};

describe('tokens', () => {
  test('create on the Atlan wire sends the four keys and gives the secret', async () => {
    const wire = wireToken('etl');
    const attributes = { ...(wire['attributes'] as object), accessToken: 'shown-once' };
    const client = await clientTo(() => ({ body: { ...wire, attributes } }));
    const created = await client.tokens.create({ displayName: 'etl', personaQualifiedNames: ['default/p'] });
    expect(server.seen[0]).toMatchObject({
      url: '/api/service/apikeys',
      body: { displayName: 'etl', description: '', personaQualifiedNames: ['default/p'], validitySeconds: -1 },
    });
    expect(created.secret).toBe('shown-once');
    expect(created.token).toMatchObject({
      username: 'service-account-apikey-etl',
      createdAt: new Date('2026-01-01T00:00:00Z'),
      expiresAt: new Date('2026-01-01T01:00:00Z'),
      personas: [{ id: 'p', name: 'Sales', qualifiedName: 'default/p' }],
    });
  });

  test('create with a role uses the route of Clavis', async () => {
    const wire = wireToken('etl');
    const attributes = { ...(wire['attributes'] as object), accessToken: 'shown-once' };
    const client = await clientTo(() => ({ body: { ...wire, attributes, ...nativeFields } }));
    const created = await client.tokens.create({ displayName: 'etl', role: 'none', validitySeconds: 60 });
    expect(server.seen[0]).toMatchObject({
      url: '/api/clavis/v1/api-tokens',
      body: { role: 'none', validitySeconds: 60 },
    });
    expect(created.token).toMatchObject({ role: 'none', expiresAt: null });
  });

  test('list asks page after page until one is empty', async () => {
    const pages = [['a', 'b'], ['c'], []];
    const client = await clientTo(() => {
      const records = (pages.shift() ?? []).map(wireToken);
      return { body: { totalRecord: 3, filterRecord: 3, records } };
    });
    const tokens = await collectAll(client.tokens.list({ pageSize: 2 }));
    expect(tokens.map((token) => token.displayName)).toEqual(['a', 'b', 'c']);
    const offsets = server.seen.map((request) => new URL(request.url, server.url).searchParams.get('offset'));
    expect(offsets).toEqual(['0', '2', '3']);
  });

  test('find by the name of the service account asks for its client id', async () => {
    const client = await clientTo(() => ({ body: { totalRecord: 0, filterRecord: 0, records: [] } }));
    await expect(client.tokens.find({ clientId: 'service-account-apikey-x' })).resolves.toBeNull();
    const filter = new URL(server.seen[0]?.url ?? '', server.url).searchParams.get('filter');
    expect(filter).toBe('{"clientId":"apikey-x"}');
  });

  test('get of an unknown name says which name', async () => {
    const client = await clientTo(() => ({ body: { totalRecord: 0, filterRecord: 0, records: [] } }));
    await expect(client.tokens.get({ displayName: 'nope' })).rejects.toMatchObject({
      code: 'not_found',
      message: 'there is no API token with displayName `nope`',
    });
  });

  // The wire replaces the list of personas as a whole: an update of the description must not unlink them.
  test('update keeps what is not mentioned', async () => {
    const client = await clientTo((request) =>
      request.method === 'GET'
        ? { body: { totalRecord: 1, filterRecord: 1, records: [wireToken('etl')] } }
        : { body: wireToken('etl') },
    );
    await client.tokens.update('id-etl', { description: 'new' });
    expect(server.seen[1]).toMatchObject({
      url: '/api/service/apikeys/id-etl',
      body: { displayName: 'etl', description: 'new', personaQualifiedNames: ['default/p'] },
    });
  });
});

describe('search', () => {
  test('a query restricts to active assets and breaks ties by guid', async () => {
    const client = await clientTo(() => ({ body: { approximateCount: 0 } }));
    await client.search.page(assetQuery().ofType('Table').under('default/glue/1/db'), { size: 5 });
    expect(server.seen[0]?.body).toMatchObject({
      dsl: {
        from: 0,
        size: 5,
        track_total_hits: true,
        query: {
          bool: {
            filter: [
              { term: { '__superTypeNames.keyword': { value: 'Asset' } } },
              { term: { __state: { value: 'ACTIVE' } } },
              { terms: { '__typeName.keyword': ['Table'] } },
              {
                bool: {
                  should: [
                    { term: { qualifiedName: { value: 'default/glue/1/db' } } },
                    { prefix: { qualifiedName: { value: 'default/glue/1/db/' } } },
                  ],
                  minimum_should_match: 1,
                },
              },
            ],
          },
        },
        sort: [{ 'name.keyword': { order: 'asc' } }, { __guid: { order: 'asc' } }],
      },
    });
  });

  test('text of a person is never a pattern', () => {
    const request = JSON.stringify(assetQuery().containing('100%*?').toRequest(0, 1));
    expect(request).toContain(JSON.stringify('*100%\\*\\?*'));
  });

  test('a query is not changed by refining it', () => {
    const all = assetQuery();
    const before = JSON.stringify(all.toRequest(0, 1));
    all.ofType('Table').containing('x').withArchived().sortBy('name.keyword');
    expect(JSON.stringify(all.toRequest(0, 1))).toBe(before);
  });

  test('leaving the loop stops asking', async () => {
    const entity = { guid: 'g', typeName: 'Table', attributes: { name: 'orders', qualifiedName: 'q' } };
    const client = await clientTo(() => ({ body: { approximateCount: 100, entities: [entity, entity] } }));
    for await (const asset of client.search.assets(assetQuery(), { size: 2 })) {
      expect(asset).toMatchObject({ name: 'orders', qualifiedName: 'q', status: 'ACTIVE' });
      break;
    }
    expect(server.seen).toHaveLength(1);
  });
});

function runHit(phase: string): Record<string, unknown> {
  const _source = {
    metadata: { name: 'atlan-glue-1735500000-x7k2p' },
    spec: { workflowTemplateRef: { name: 'atlan-glue-1735500000' } },
    status: { phase, startedAt: '2026-01-01T00:00:00Z', finishedAt: null },
  };
  return { hits: { total: { value: 1 }, hits: [{ _id: 'atlan-glue-1735500000-x7k2p', _source }] } };
}

const noHits = { hits: { total: { value: 0 }, hits: [] } };

describe('workflows', () => {
  test('find by type matches whole names, so a miner is not a crawler', async () => {
    const client = await clientTo(() => ({ body: noHits }));
    await client.workflows.findByType('atlan-glue');
    expect(server.seen[0]?.url).toBe('/api/service/workflows/indexsearch');
    expect(JSON.stringify(server.seen[0]?.body)).toContain('atlan[-]glue[-][0-9]{10}');
  });

  test.each([
    ['$admin', '/api/service/workflows/submit'],
    ['$api-token-default-access', '/api/service/workflows/submit'],
    ['$member', '/api/service/package-workflows/submit'],
  ])('a caller with role %s reruns at %s, and asks for its roles once', async (role, path) => {
    const run = { metadata: { name: 'r' }, spec: { workflowTemplateRef: { name: 'w' } }, status: { phase: 'Pending' } };
    const client = await clientTo((request) =>
      request.url.endsWith('/whoami') ? { body: { roles: [{ id: '1', name: role }] } } : { body: run },
    );
    await client.workflows.rerun('w');
    await client.workflows.rerun('w');
    expect(server.seen.map((request) => request.url)).toEqual(['/api/service/whoami', path, path]);
  });

  test('idempotent rerun gives the run that is going on and submits nothing', async () => {
    const client = await clientTo(() => ({ body: runHit('Running') }));
    const run = await client.workflows.rerun('atlan-glue-1735500000', { idempotent: true });
    expect(run).toMatchObject({ name: 'atlan-glue-1735500000-x7k2p', phase: 'Running' });
    expect(server.seen.map((request) => request.url)).toEqual(['/api/service/runs/indexsearch']);
  });

  test('monitor waits for the run to appear and ends with its end', async () => {
    const answers = [noHits, runHit('Pending'), runHit('Running'), runHit('Succeeded')];
    const client = await clientTo(() => ({ body: answers.shift() ?? noHits }));
    const runs = await collectAll(client.workflows.monitor('atlan-glue-1735500000', { intervalMs: 1 }));
    expect(runs.map((run) => run.phase)).toEqual(['Pending', 'Running', 'Succeeded']);
  });
});

test('a persona’s read policy covers one path of one connection', async () => {
  const client = await clientTo((request) => {
    const typeName = (request.body as { entities: { typeName: string }[] }).entities[0]?.typeName ?? '';
    const created = { guid: 'pg', typeName, attributes: { name: 'Sales', qualifiedName: 'default/p' } };
    return { body: { mutatedEntities: { CREATE: [created] } } };
  });
  const persona = await client.personas.create({ name: 'Sales' });
  await client.personas.addReadPolicy(persona, { name: 'read', connectionQualifiedName: 'c', path: 'c/db' });
  expect(persona).toEqual({ guid: 'pg', name: 'Sales', qualifiedName: 'default/p' });
  expect(server.seen[1]?.body).toMatchObject({
    entities: [
      {
        typeName: 'AuthPolicy',
        attributes: {
          policyType: 'allow',
          policyActions: ['persona-asset-read'],
          policyResources: ['entity:c/db'],
          policyResourceCategory: 'CUSTOM',
          connectionQualifiedName: 'c',
          accessControl: { typeName: 'Persona', guid: 'pg' },
        },
      },
    ],
  });
});

test('watching a run ends when it is over and gives times as dates', async () => {
  const phases = ['Running', 'Succeeded'];
  const run = () => ({
    body: {
      name: 'r',
      workflowName: 'w',
      phase: phases.shift(),
      message: null,
      packageId: '@atlan/glue',
      submittedAt: '2026-01-01T00:00:00Z',
      startedAt: null,
      finishedAt: null,
      ratePerMinute: {},
      secondsLeft: null,
      totals: { assets: 3 },
      steps: { done: 1, total: 2 },
      log: [{ at: '2026-01-01T00:00:01Z', level: 'info', message: 'm' }],
    },
  });
  // A server without streams, which is asked again and again.
  const client = await clientTo(({ url }) => (url.endsWith('/events') ? { status: 404, body: {} } : run()));
  const seen = await collectAll(client.runs.watch('r', { intervalMs: 1 }));
  expect(seen.map((progress) => progress.phase)).toEqual(['Running', 'Succeeded']);
  expect(seen[0]).toMatchObject({
    submittedAt: new Date('2026-01-01T00:00:00Z'),
    startedAt: null,
    totals: { assets: 3 },
  });
});
