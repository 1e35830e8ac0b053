import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSmallCatalog, entity, named, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import type { Principal } from '../../identity/index.ts';
import { getLineageGraph } from './get-lineage-graph.ts';
import { listLineage } from './list-lineage.ts';

interface Graph {
  readonly tables: number;
  /** What each process reads and writes, by number of table. */
  readonly processes: readonly { readonly inputs: readonly number[]; readonly outputs: readonly number[] }[];
  readonly hidden: ReadonlySet<string>;
}

const tablesMax = 6;
const table = fc.nat(tablesMax - 1);
const graphs: fc.Arbitrary<Graph> = fc.record({
  tables: fc.constant(tablesMax),
  processes: fc.array(
    fc.record({
      inputs: fc.uniqueArray(table, { minLength: 1, maxLength: 3 }),
      outputs: fc.uniqueArray(table, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  hidden: fc
    .uniqueArray(fc.constantFrom('t1', 't2', 't3', 't4', 'p0', 'p1', 'p2'), { maxLength: 3 })
    .map((names) => new Set(names)),
});

type Direction = 'INPUT' | 'OUTPUT';

/** The reference: what is next to a node, in the graph of what is readable. */
function nextOf({ processes, hidden }: Graph, node: string, direction: Direction): string[] {
  const [from, to] = direction === 'OUTPUT' ? (['inputs', 'outputs'] as const) : (['outputs', 'inputs'] as const);
  const number = Number(node.slice(1));
  const next = node.startsWith('p')
    ? (processes[number]?.[to] ?? []).map((one) => `t${String(one)}`)
    : processes.flatMap((process, index) => (process[from].includes(number) ? [`p${String(index)}`] : []));
  return next.filter((one) => !hidden.has(one));
}

/** Breadth first, by names within a hop. */
function walk(graph: Graph, start: string, { direction, depth }: { direction: Direction; depth: number }): string[] {
  const seen = new Set([start]);
  const listed: string[] = [];
  let frontier = [start];
  const hops = start.startsWith('p') ? 2 * depth - 1 : 2 * depth;
  for (let hop = 1; hop <= hops && frontier.length > 0; hop += 1) {
    const reached = new Set(
      frontier.flatMap((node) => nextOf(graph, node, direction)).filter((node) => !seen.has(node)),
    );
    frontier = [...reached].sort();
    for (const node of frontier) seen.add(node);
    const level = start.startsWith('p') ? Math.floor(hop / 2) + 1 : Math.ceil(hop / 2);
    listed.push(...frontier.map((node) => `${node} ${String(level)}`));
  }
  return listed;
}

let catalog: SmallCatalog;
let stranger: Principal;
let world = 0;

beforeAll(async () => {
  catalog = await createSmallCatalog();
  stranger = (await catalog.addToken('reads some of it', 'none')).principal;
});
afterAll(() => catalog.close());

/** Draws the graph under a path of its own, which the stranger may read without what is hidden. */
async function draw({ tables, processes, hidden }: Graph): Promise<ReadonlyMap<string, string>> {
  world += 1;
  const root = `${catalog.connection}/w${String(world)}`;
  const at = (name: string) => `${root}/${name}`;
  const ends = (numbers: readonly number[]) => numbers.map((one) => named('Table', at(`t${String(one)}`)));
  const { mutatedEntities } = await catalog.save(
    ...Array.from({ length: tables }, (_, n) => entity('Table', at(`t${String(n)}`))),
    ...processes.map(({ inputs, outputs }, n) =>
      entity('Process', at(`p${String(n)}`), { inputs: ends(inputs), outputs: ends(outputs) }),
    ),
  );
  const persona = await catalog.savePersona({ name: `persona ${String(world)}` });
  await catalog.savePolicy({ personaGuid: persona.guid, resources: [`entity:${root}`] });
  if (hidden.size > 0) {
    const resources = [...hidden].map((name) => `entity:${at(name)}`);
    await catalog.savePolicy({ personaGuid: persona.guid, resources, effect: 'deny' });
  }
  await catalog.db
    .insertInto('persona_member')
    .values({ persona_guid: persona.guid, subject_kind: 'token', subject: stranger.username })
    .execute();
  return new Map((mutatedEntities?.CREATE ?? []).map(({ displayText, guid }) => [displayText, guid]));
}

it('lists of any graph what a walk through its readable part passes', { timeout: 300_000 }, async () => {
  const question = fc.record({
    graph: graphs,
    start: fc.constantFrom('t0', 't5', 'p3'),
    direction: fc.constantFrom<Direction>('INPUT', 'OUTPUT'),
    depth: fc.integer({ min: 1, max: 5 }),
    from: fc.nat(3),
    size: fc.integer({ min: 1, max: 30 }),
  });
  let [hiddenEver, listedEver] = [0, 0];
  await fc.assert(
    fc.asyncProperty(question, async ({ graph, start, direction, depth, from, size }) => {
      const guids = await draw(graph);
      const guid = guids.get(start);
      if (guid === undefined) return;
      const expected = walk(graph, start, { direction, depth });
      const request = { guid, direction, depth, from, size };
      const { entities, hasMore } = await listLineage(catalog.deps, stranger, request);
      const shown = entities.map((one) => `${one.displayText} ${String(one.depth)}`);
      expect(shown).toEqual(expected.slice(from, from + size));
      expect(hasMore).toBe(expected.length > from + size);
      const drawn = await getLineageGraph(catalog.deps, stranger, { guid, direction, depth });
      const names = expected.map((one) => one.split(' ')[0] ?? '');
      const mapped = Object.values(drawn.guidEntityMap).map(({ displayText }) => displayText);
      // A process that leads nowhere within the depth is drawn as well.
      expect([...new Set([start, ...names])].sort()).toEqual(mapped.sort());
      hiddenEver += walk({ ...graph, hidden: new Set() }, start, { direction, depth }).length - expected.length;
      listedEver += expected.length;
      await listNeighbours(graph, { guid, start, direction });
    }),
    { numRuns: 60 },
  );
  // Graphs of which nothing is hidden, or everything, would show nothing.
  expect(hiddenEver).toBeGreaterThan(20);
  expect(listedEver).toBeGreaterThan(20);
});

async function listNeighbours(
  graph: Graph,
  { guid, start, direction }: { guid: string; start: string; direction: Direction },
): Promise<void> {
  const request = { guid, direction, size: 100, immediateNeighbours: true };
  const { entities } = await listLineage(catalog.deps, stranger, request);
  const walked = new Set(entities.map(({ displayText }) => displayText));
  const two = (node: string): string[] | undefined => {
    const middle = nextOf(graph, node, direction).filter((one) => walked.has(one));
    if (middle.length === 0) return undefined;
    return [...new Set(middle.flatMap((one) => nextOf(graph, one, direction)))].sort();
  };
  expect(entities[0]?.displayText).toBe(start);
  for (const { displayText, immediateUpstream, immediateDownstream } of entities) {
    const ahead = direction === 'OUTPUT' ? immediateDownstream : immediateUpstream;
    expect([displayText, ahead?.map(({ name }) => name)]).toEqual([displayText, two(displayText)]);
  }
}
