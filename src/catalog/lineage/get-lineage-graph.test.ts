import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmallCatalog, entity, named, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import { getLineageGraph } from './get-lineage-graph.ts';

describe('lineage graph', () => {
  let catalog: SmallCatalog;
  let guids: ReadonlyMap<string, string>;
  let names: ReadonlyMap<string, string>;

  beforeAll(async () => {
    catalog = await createSmallCatalog();
    const at = (name: string) => named('Table', `${catalog.connection}/${name}`);
    const process = (name: string, inputs: readonly string[], outputs: readonly string[]) =>
      entity('Process', `${catalog.connection}/${name}`, { inputs: inputs.map(at), outputs: outputs.map(at) });
    const tables = ['a', 'b', 'c', 'd', 'e'].map((name) => entity('Table', `${catalog.connection}/${name}`));
    const { mutatedEntities } = await catalog.save(
      ...tables,
      process('p', ['a', 'b'], ['c', 'd']),
      process('q', ['d'], ['e']),
      process('gone', ['c'], ['e']),
    );
    const created = mutatedEntities?.CREATE ?? [];
    guids = new Map(created.map(({ displayText, guid }) => [displayText, guid]));
    names = new Map(created.map(({ displayText, guid }) => [guid, displayText]));
    await catalog.remove('SOFT', guids.get('gone') ?? '');
  });
  afterAll(() => catalog.close());

  const graph = async (start: string, rest: JsonObject = {}) => {
    const request = { guid: guids.get(start) ?? '', depth: 0, ...rest };
    const drawn = await getLineageGraph(catalog.deps, catalog.owner, request);
    const nameOf = (guid: string) => names.get(guid) ?? guid;
    return {
      drawn,
      nodes: Object.keys(drawn.guidEntityMap).map(nameOf).sort(),
      links: drawn.relations
        .map(({ fromEntityId, toEntityId, processId }) =>
          [fromEntityId, processId, toEntityId].flatMap((guid) => (guid === undefined ? [] : nameOf(guid))).join(' '),
        )
        .sort(),
    };
  };

  it('goes both ways unless told, and leaves archived processes out', async () => {
    const { nodes, links, drawn } = await graph('d');
    expect(nodes).toEqual(['a', 'b', 'd', 'e', 'p', 'q']);
    expect(links).toEqual(['a p', 'b p', 'd q', 'p d', 'q e']);
    expect(drawn.relations.every(({ relationshipId }) => relationshipId !== undefined)).toBe(true);
    expect((await graph('d', { direction: 'INPUT' })).nodes).toEqual(['a', 'b', 'd', 'p']);
  });

  it('shows archived processes on demand', async () => {
    expect((await graph('c', { direction: 'OUTPUT' })).nodes).toEqual(['c']);
    expect((await graph('c', { direction: 'OUTPUT', allowDeletedProcess: true })).nodes).toEqual(['c', 'e', 'gone']);
  });

  it('links assets with each other where processes are hidden', async () => {
    const { links, nodes } = await graph('a', { hideProcess: true });
    expect(links).toEqual(['a p c', 'a p d', 'd q e']);
    expect(nodes).toEqual(['a', 'c', 'd', 'e', 'p', 'q']);
  });

  it('tells from where the lineage goes on beyond the depth', async () => {
    const { drawn, nodes } = await graph('a', { depth: 1, direction: 'OUTPUT' });
    expect(nodes).toEqual(['a', 'c', 'd', 'p']);
    const children = Object.entries(drawn.vertexChildrenInfo).map(([guid, info]) => [names.get(guid), info]);
    expect(Object.fromEntries(children)).toEqual({
      a: { OUTPUT: true },
      p: { OUTPUT: true },
      c: { OUTPUT: false },
      d: { OUTPUT: true },
    });
  });

  it('shows a window of the assets and says that there are more', async () => {
    const first = await graph('a', { direction: 'OUTPUT', limit: 1 });
    expect(first.nodes).toEqual(['a', expect.stringMatching(/^[cd]$/), 'p']);
    expect(first.drawn).toMatchObject({ hasMoreDownstreamVertices: true, hasMoreUpstreamVertices: false, limit: 1 });
    const rest = await graph('a', { direction: 'OUTPUT', limit: 10, offset: 1 });
    expect(rest.drawn.hasMoreDownstreamVertices).toBe(false);
  });

  it('walks only through assets that the filter lets through', async () => {
    const entityFilters = {
      condition: 'AND',
      criterion: [{ attributeName: 'name', operator: '!=', attributeValue: 'd' }],
    };
    expect((await graph('a', { direction: 'OUTPUT', entityFilters })).nodes).toEqual(['a', 'c', 'p']);
  });

  it('begins at a process', async () => {
    expect((await graph('q')).nodes).toEqual(['a', 'b', 'd', 'e', 'p', 'q']);
  });

  it('tells everything that is wrong with a request at once', async () => {
    const wrong = getLineageGraph(catalog.deps, catalog.owner, {
      direction: 'UP',
      depth: -1,
      hideProcess: 1,
      limit: -2,
    });
    const { code, details } = (await wrong.catch((error: unknown) => error)) as {
      code: string;
      details: { path: string }[];
    };
    expect({ code, paths: details.map(({ path }) => path).sort() }).toEqual({
      code: 'field_invalid',
      paths: ['depth', 'direction', 'guid', 'hideProcess', 'limit'],
    });
  });
});
