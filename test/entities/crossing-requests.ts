import type { DeleteType } from '../../src/catalog/index.ts';
import type { SeededRandom } from '../support/seeded-random.ts';

/** An asset by a word that means the same in every database: `Table 3`. */
export type Key = string;

/** One entity of a bulk, links by keys and tags by numbers. */
export interface CrossingEntity {
  readonly key: Key;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly replaced?: Readonly<Record<string, readonly Key[] | Key>>;
  readonly appended?: Readonly<Record<string, readonly Key[]>>;
  readonly removed?: Readonly<Record<string, readonly Key[]>>;
  readonly tagged?: readonly number[];
  readonly untagged?: readonly number[];
  readonly restores?: boolean;
}

export type CrossingRequest =
  | { readonly kind: 'save'; readonly entities: readonly CrossingEntity[] }
  | { readonly kind: 'delete'; readonly deleteType: DeleteType; readonly keys: readonly Key[] };

const sizes = { Schema: 2, Table: 5, Column: 8, Process: 2, AtlasGlossaryTerm: 2 } as const;
type Kind = keyof typeof sizes;

/** How many tags there are. */
export const tagsMax = 2;
export const termKeys: readonly Key[] = ['AtlasGlossaryTerm 0', 'AtlasGlossaryTerm 1'];
/** All that a request can name, terms apart. */
export const crossingKeys: readonly Key[] = (['Schema', 'Table', 'Column', 'Process'] as const).flatMap((kind) =>
  Array.from({ length: sizes[kind] }, (_, index) => `${kind} ${String(index)}`),
);

function pick(random: SeededRandom, kind: Kind): Key {
  return `${kind} ${String(random.below(sizes[kind]))}`;
}

/** Different ones, in no order. */
function several(random: SeededRandom, kind: Kind, most: number): Key[] {
  return [...new Set(Array.from({ length: 1 + random.below(most) }, () => pick(random, kind)))];
}

function shuffled<T>(random: SeededRandom, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: random.below(1_000_000) }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

function mention(keys: readonly Key[]): CrossingEntity[] {
  return keys.map((key) => ({ key }));
}

type Maker = (random: SeededRandom, token: string) => readonly CrossingEntity[];

/** What is referred to is part of the request, so that it is made where somebody has removed it. */
const saves: readonly Maker[] = [
  (random, token) => {
    const keys = [...several(random, 'Table', 4), ...several(random, 'Column', 4)];
    return keys.map((key) => ({ key, attributes: { userDescription: token } }));
  },
  (random, token) => {
    const columns = several(random, 'Column', 4);
    const table = { key: pick(random, 'Table'), attributes: { userDescription: token }, replaced: { columns } };
    return [table, ...mention(columns)];
  },
  (random) => {
    const columns = several(random, 'Column', 4);
    const tables = columns.map(() => pick(random, 'Table'));
    return [
      ...mention([...new Set(tables)]),
      ...columns.map((key, index) => ({ key, replaced: { table: tables[index] ?? '' } })),
    ];
  },
  (random) => {
    const columns = several(random, 'Column', 3);
    return [{ key: pick(random, 'Table'), appended: { columns } }, ...mention(columns)];
  },
  (random) => {
    const columns = several(random, 'Column', 4);
    return [{ key: pick(random, 'Table'), removed: { columns } }, ...mention(columns)];
  },
  (random) => {
    const schema = pick(random, 'Schema');
    return [{ key: schema }, ...several(random, 'Table', 3).map((key) => ({ key, replaced: { atlanSchema: schema } }))];
  },
  (random) => {
    const keys = [...several(random, 'Schema', 1), ...several(random, 'Table', 2), ...several(random, 'Column', 2)];
    return keys.map((key) => ({ key, tagged: [random.below(tagsMax)] }));
  },
  (random) => {
    const keys = [...several(random, 'Schema', 1), ...several(random, 'Table', 3), ...several(random, 'Column', 2)];
    return keys.map((key) => ({ key, untagged: [random.below(tagsMax)] }));
  },
  (random) =>
    several(random, 'Table', 3).map((key) => ({ key, appended: { meanings: [pick(random, 'AtlasGlossaryTerm')] } })),
  (random) =>
    several(random, 'Table', 3).map((key) => ({ key, removed: { meanings: [pick(random, 'AtlasGlossaryTerm')] } })),
  (random) => {
    const [inputs, outputs] = [several(random, 'Table', 2), several(random, 'Table', 2)];
    return [
      { key: pick(random, 'Process'), replaced: { inputs, outputs } },
      ...mention([...new Set([...inputs, ...outputs])]),
    ];
  },
  (random) => {
    const keys = [...several(random, 'Table', 3), ...several(random, 'Column', 3), ...several(random, 'Process', 1)];
    return [...keys, ...several(random, 'AtlasGlossaryTerm', 2)].map((key) => ({ key, restores: true }));
  },
];

/** One request of a writer. The token says in the end whose word was the last. */
export function crossingRequest(random: SeededRandom, token: string): CrossingRequest {
  const choice = random.below(saves.length + 3);
  const maker = saves[choice];
  if (maker !== undefined) {
    // Each entity says something new, so that none of it changes nothing: what changes nothing holds nothing, and has no place in the order.
    const entities = maker(random, token).map((one) => ({
      ...one,
      attributes: { ...one.attributes, description: token },
    }));
    return { kind: 'save', entities: shuffled(random, entities) };
  }
  if (choice === saves.length) {
    return {
      kind: 'delete',
      deleteType: 'PURGE',
      keys: shuffled(random, [...several(random, 'Column', 2), pick(random, 'Table')]),
    };
  }
  const kinds = ['Table', 'Column', 'Process', 'AtlasGlossaryTerm'] as const;
  return {
    kind: 'delete',
    deleteType: 'SOFT',
    keys: shuffled(random, kinds.map((kind) => pick(random, kind)).slice(0, 1 + random.below(4))),
  };
}
