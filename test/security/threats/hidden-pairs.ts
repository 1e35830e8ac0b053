import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newGuid } from '../../../src/foundation/index.ts';
import { createHttpServer } from '../../../src/http/index.ts';
import { reportFigures } from '../../support/report-figures.ts';
import { createScene, unusedConnectionName, type Actor, type Asset, type Scene, type Sending } from '../scene.ts';

type Surface = (asset: Asset) => Sending & { readonly path: string };

const bulk = '/api/meta/entity/bulk';
const search = '/api/meta/search/indexsearch';

/** Requests that name one asset. Each must say the same of a hidden one as of one that does not exist. */
const surfaces: Readonly<Record<string, Surface>> = {
  'get by guid': ({ guid }) => ({ path: `/api/meta/entity/guid/${guid}` }),
  'get by name': ({ typeName, qualifiedName }) => ({
    path: `/api/meta/entity/uniqueAttribute/type/${typeName}?attr:qualifiedName=${encodeURIComponent(qualifiedName)}`,
  }),
  update: ({ typeName, qualifiedName }) => ({
    path: `/api/meta/entity/uniqueAttribute/type/${typeName}?attr:qualifiedName=${encodeURIComponent(qualifiedName)}`,
    method: 'PUT',
    body: { entity: { typeName, attributes: { description: 'seen' } } },
  }),
  delete: ({ guid }) => ({ path: `${bulk}?deleteType=SOFT&guid=${guid}`, method: 'DELETE' }),
  search: ({ guid }) => ({ path: search, method: 'POST', body: { dsl: { query: { term: { __guid: guid } } } } }),
};

interface Seen {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/** What came back, without what is new in every answer and without the caller's own input. */
async function look(
  server: FastifyInstance,
  actor: Actor,
  { asset, surface }: { asset: Asset; surface: Surface },
): Promise<Seen> {
  const { path, method = 'GET', body } = surface(asset);
  const answer = await server.inject({
    method,
    url: path,
    headers: { authorization: `Bearer ${actor.secret}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
  const headers = { ...answer.headers, date: '', 'x-atlan-request-id': '' };
  const own = [asset.guid, asset.qualifiedName, encodeURIComponent(asset.qualifiedName), asset.name];
  const said = own.reduce((text, part) => text.replaceAll(part, '<own>'), answer.body);
  const plain = said.replaceAll(/"requestId":"[^"]*"/g, '"requestId":""');
  // The length is that of the names that were replaced; equal names are equally long.
  return { status: answer.statusCode, headers: JSON.stringify(headers), body: plain };
}

/** T19: telling what is hidden from what is missing. */
export function describeHiddenPairs({ pairs }: { readonly pairs: number }): void {
  describe('hidden and missing', () => {
    let scene: Scene;
    let stranger: Actor;
    let hidden: Asset[];

    beforeAll(async () => {
      scene = await createScene();
      const owner = await scene.addToken('owner', 'default');
      stranger = await scene.addToken('stranger', 'default');
      const connection = await scene.addConnection(owner);
      const count = Math.min(pairs, 500);
      const entities = Array.from({ length: count }, (_, n) => ({
        typeName: 'Table',
        guid: `-${String(n + 1)}`,
        attributes: { name: newGuid(), qualifiedName: `${connection.qualifiedName}/d/s/${newGuid()}` },
      }));
      const saved = await scene.save(owner, ...entities);
      const { CREATE = [] } = saved.json['mutatedEntities'] as { CREATE?: { guid: string; attributes: Asset }[] };
      hidden = CREATE.map(({ guid, attributes: { name, qualifiedName } }) => ({
        guid,
        typeName: 'Table',
        name,
        qualifiedName,
      }));
      expect(hidden).toHaveLength(count);
    });
    afterAll(() => scene.world.close());

    /** Something of the same shape, and as long, that nobody has. */
    const missing = (): Asset => {
      const qualifiedName = `${unusedConnectionName()}/d/s/${newGuid()}`;
      return { guid: newGuid(), typeName: 'Table', name: newGuid(), qualifiedName };
    };

    async function differences(server: FastifyInstance): Promise<string[]> {
      const found: string[] = [];
      const named = Object.entries(surfaces);
      for (let n = 0; n < pairs; n += 1) {
        const [name, surface] = named[n % named.length] as [string, Surface];
        const asset = hidden[Math.floor(n / named.length) % hidden.length] as Asset;
        const one = await look(server, stranger, { asset, surface });
        const other = await look(server, stranger, { asset: missing(), surface });
        if (JSON.stringify(one) !== JSON.stringify(other))
          found.push(`${name}: ${JSON.stringify(one)} ${JSON.stringify(other)}`);
      }
      return found;
    }

    it(`answer alike in ${String(pairs)} pairs: status, headers, body and length`, { timeout: 3_600_000 }, async () => {
      const found = await differences(scene.world.server);
      expect(found.slice(0, 3)).toEqual([]);
      reportFigures('T19', { pairs, different: found.length });
    });

    it('the same test finds a header that is there for hidden ones only', { timeout: 600_000 }, async () => {
      const faulty = createHttpServer(scene.world.deps);
      faulty.addHook('onSend', (request, reply, payload) => {
        if (hidden.some(({ guid }) => request.url.includes(guid))) void reply.header('x-exists', 'yes');
        return Promise.resolve(payload);
      });
      expect(await differences(faulty)).not.toEqual([]);
      await faulty.close();
    });

    it('ids cannot be foretold: none of them shares its random part or its order with another', () => {
      const guids = hidden.map(({ guid }) => guid);
      for (const guid of guids)
        expect(guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const rising = guids.filter((guid, n) => n > 0 && guid > (guids[n - 1] ?? '')).length;
      expect(rising).toBeGreaterThan(guids.length * 0.3);
      expect(rising).toBeLessThan(guids.length * 0.7);
      for (const start of [0, 24])
        expect(new Set(guids.map((guid) => guid.slice(start, start + 8))).size).toBe(guids.length);
    });
  });
}
