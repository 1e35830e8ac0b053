import { afterEach, describe, expect, test } from 'vitest';
import { type AnsweringServer, startAnsweringServer } from '../../test/support/answering-server.ts';
import { ClavisClient, collectAll } from './index.ts';

let server: AnsweringServer;
afterEach(() => server.close());

const guid = '11111111-1111-4111-8111-111111111111';

function wireEntry(index: number): Record<string, unknown> {
  const created = 1_767_225_600_000 - index;
  return {
    ...{ entityId: guid, typeName: 'Table', entityQualifiedName: 'default/glue/1/t', created, timestamp: created },
    ...{ user: 'ada', action: 'ENTITY_UPDATE', eventKey: `${guid}:${created}` },
    detail: index === 0 ? null : { typeName: 'Table', guid, attributes: { description: 'x' } },
  };
}

async function clientWith(entries: number): Promise<ClavisClient> {
  server = await startAnsweringServer(({ body }) => {
    const { from, size } = (body as { dsl: { from: number; size: number } }).dsl;
    const all = Array.from({ length: entries }, (_, index) => wireEntry(index));
    return { body: { entityAudits: all.slice(from, from + size), aggregations: null, count: 0, totalCount: entries } };
  });
  return new ClavisClient({ baseUrl: server.url, token: 'a-token' });
}

describe('the history of an asset', () => {
  test('comes page by page, newest first, with times as dates and a detail always', async () => {
    const client = await clientWith(5);
    const entries = await collectAll(client.entities.history({ guid }, { size: 2 }));
    expect(entries).toHaveLength(5);
    expect(entries[0]).toEqual({
      ...{ guid, typeName: 'Table', qualifiedName: 'default/glue/1/t', user: 'ada', action: 'ENTITY_UPDATE' },
      ...{ at: new Date('2026-01-01T00:00:00Z'), key: `${guid}:1767225600000`, detail: {} },
    });
    expect(entries[1]?.detail).toMatchObject({ attributes: { description: 'x' } });
    expect(server.seen[0]).toMatchObject({
      url: '/api/meta/entity/auditSearch',
      body: {
        dsl: {
          query: { bool: { filter: [{ term: { entityId: { value: guid } } }] } },
          sort: [{ created: { order: 'desc' } }],
        },
      },
    });
  });

  test('is asked for by type and name as well, and no further than one reads', async () => {
    const client = await clientWith(5);
    for await (const { at } of client.entities.history({ typeName: 'Table', qualifiedName: 'x/y' }, { size: 2 })) {
      expect(at.getTime()).toBe(1_767_225_600_000);
      break;
    }
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]?.body).toMatchObject({
      dsl: {
        query: {
          bool: {
            filter: [{ term: { entityQualifiedName: { value: 'x/y' } } }, { term: { typeName: { value: 'Table' } } }],
          },
        },
      },
    });
  });
});
