import { afterEach, describe, expect, it } from 'vitest';
import type { MutationResult } from '../../src/catalog/index.ts';
import { isCatalogError, type ErrorCode } from '../../src/foundation/index.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { crossingRequest, type CrossingRequest, type Key } from './crossing-requests.ts';
import { createCrossingWorld, type CrossingWorld } from './crossing-world.ts';

/** A request that changed something, and what was answered. */
interface Accepted {
  readonly writer: number;
  readonly request: CrossingRequest;
  readonly guids: readonly string[];
  readonly result: MutationResult;
}

interface Raced {
  /** In the order in which they came to count. */
  readonly accepted: readonly Accepted[];
  readonly refused: ReadonlyMap<ErrorCode, number>;
  readonly unchanged: number;
}

let worlds: CrossingWorld[] = [];
afterEach(async () => {
  for (const world of worlds) await world.close();
  worlds = [];
});

async function openWorld(writers: number): Promise<CrossingWorld> {
  const world = await createCrossingWorld(writers);
  worlds.push(world);
  return world;
}

interface Race {
  readonly writers: number;
  readonly requests: number;
  readonly seed: number;
}

/**
 * Which of the requests that changed something came to count after which. The audit chain says so: a request appends to it last, and
 * nobody else can until it has committed.
 */
async function inOrderOfCommit(world: CrossingWorld, ofWriters: readonly Accepted[][]): Promise<Accepted[]> {
  const records = await world.db
    .selectFrom('audit_record')
    .select(['actor_id'])
    .where('action', 'in', ['asset.save', 'asset.archive', 'asset.purge'])
    .orderBy('sequence')
    .execute();
  const next = ofWriters.map(() => 0);
  const owned = records.filter(({ actor_id }) => world.writers.some(({ actorId }) => actorId === actor_id));
  expect(owned).toHaveLength(ofWriters.flat().length);
  return records.flatMap(({ actor_id }) => {
    const writer = world.writers.findIndex(({ actorId }) => actorId === actor_id);
    const at = next[writer] ?? 0;
    next[writer] = at + 1;
    return ofWriters[writer]?.[at] ?? [];
  });
}

/** All writers at once, each one request after another, half of them at either node. Only what the contract knows is refused. */
async function race(world: CrossingWorld, { writers, requests, seed }: Race): Promise<Raced> {
  const refused = new Map<ErrorCode, number>();
  let unchanged = 0;
  const write = async (writer: number): Promise<Accepted[]> => {
    const random = seededRandom(seed * 1_000 + writer);
    const accepted: Accepted[] = [];
    const [node, principal] = [world.nodes[writer % world.nodes.length], world.writers[writer]];
    if (node === undefined || principal === undefined) return accepted;
    for (let n = 0; n < requests; n += 1) {
      const request = crossingRequest(random, `${String(writer)}-${String(n)}`);
      const guids = request.kind === 'save' ? [] : await world.guidsOf(request.keys);
      try {
        const result = await world.send(node, principal, { request, guids });
        if (result.mutatedEntities === undefined) unchanged += 1;
        else accepted.push({ writer, request, guids, result });
      } catch (error) {
        if (!isCatalogError(error)) throw error;
        refused.set(error.code, (refused.get(error.code) ?? 0) + 1);
      }
    }
    return accepted;
  };
  const ofWriters = await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  const accepted = await inOrderOfCommit(world, ofWriters);
  expect(accepted).toHaveLength(ofWriters.flat().length);
  return { accepted, refused, unchanged };
}

/** What a request was answered, lists as sets. */
function toldBy(world: CrossingWorld, { mutatedEntities = {} }: MutationResult): Record<string, Key[]> {
  const lists = Object.entries(mutatedEntities).map(([name, headers]): [string, Key[]] => [
    name,
    headers.map(({ typeName, attributes }) => world.keyOf(typeName, String(attributes['qualifiedName']))).sort(),
  ]);
  return Object.fromEntries(lists);
}

interface Replayed {
  readonly stored: Readonly<Record<Key, unknown>>;
  readonly told: readonly Record<string, Key[]>[];
}

/** The same requests one after another in an empty catalog. What was made in the race has another guid here, and is known by its name. */
async function replay(first: CrossingWorld, accepted: readonly Accepted[], writers: number): Promise<Replayed> {
  const world = await openWorld(writers);
  const [node] = world.nodes;
  const guids = new Map<string, string>();
  const termGuids = async (of: CrossingWorld) =>
    await of.db
      .selectFrom('asset')
      .select(['guid', 'name'])
      .where('type_name', '=', 'AtlasGlossaryTerm')
      .orderBy('name')
      .execute();
  const [before, here] = [await termGuids(first), await termGuids(world)];
  before.forEach(({ guid }, index) => guids.set(guid, here[index]?.guid ?? ''));
  const told: Record<string, Key[]>[] = [];
  for (const { writer, request, guids: named, result } of accepted) {
    const principal = world.writers[writer];
    if (node === undefined || principal === undefined) continue;
    const translated = named.flatMap((guid) => guids.get(guid) ?? []);
    const again = await world.send(node, principal, { request, guids: translated });
    const made = new Map(
      again.mutatedEntities?.CREATE?.map((it) => [`${it.typeName} ${String(it.attributes['qualifiedName'])}`, it.guid]),
    );
    for (const { guid, typeName, attributes } of result.mutatedEntities?.CREATE ?? []) {
      guids.set(guid, made.get(`${typeName} ${String(attributes['qualifiedName'])}`) ?? '');
    }
    told.push(toldBy(world, again));
  }
  return { stored: await world.readStored(), told };
}

/** Writers whose requests cross leave what some order of their requests leaves, and are answered as in that order. */
export function describeSerialOrder({
  writers,
  requests,
  seeds,
}: {
  writers: number;
  requests: number;
  seeds: readonly number[];
}): void {
  describe('writers of overlapping bulks at two nodes', () => {
    const size = `${String(writers)} writers with ${String(requests)} requests each`;

    it.each(seeds)(
      `leave what one order of their requests leaves: ${size}, %i`,
      { timeout: 36_000_000 },
      async (seed) => {
        const world = await openWorld(writers);
        const { accepted, refused } = await race(world, { writers, requests, seed });
        const { stored, told } = await replay(world, accepted, writers);
        expect(told).toEqual(accepted.map(({ result }) => toldBy(world, result)));
        expect(await world.readStored()).toEqual(stored);
        expect(refused).toEqual(new Map());
        expect(accepted.length).toBeGreaterThan((writers * requests) / 4);
      },
    );
  });
}

/** The negative control: another order, or one request less, leaves something else. */
export function describeLostOrder({ writers, requests }: { writers: number; requests: number }): void {
  it('a request that is lost, and an order that was another, are found by the same comparison', async () => {
    const world = await openWorld(writers);
    const { accepted } = await race(world, { writers, requests, seed: 1 });
    const stored = await world.readStored();
    expect((await replay(world, accepted.slice(0, -1), writers)).stored).not.toEqual(stored);
    expect((await replay(world, [...accepted].reverse(), writers).catch(() => ({ stored: null }))).stored).not.toEqual(
      stored,
    );
  });
}
