import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTaggedCatalog, type TaggedCatalog } from '../../../test/support/tagged-catalog.ts';
import { byGuid, entity } from '../../../test/support/small-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import { defaultTagFlags, type TagFlags } from './tag-request.ts';

let catalog: TaggedCatalog;
let tags: readonly string[];
let terms = 0;

beforeAll(async () => {
  catalog = await createTaggedCatalog();
  tags = [await catalog.defineTag('one'), await catalog.defineTag('two')];
});
afterAll(() => catalog.close());

/** The assets of a world: few, so that ways cross, part and come round again. */
const kinds = [
  'Schema',
  'Table',
  'Table',
  'Table',
  'Column',
  'Column',
  'Column',
  'Process',
  'Process',
  'Term',
] as const;
const indexesOf = (...wanted: readonly string[]) =>
  kinds.flatMap((kind, index) => (wanted.includes(kind) ? [index] : []));
const oneOf = (...wanted: readonly string[]) => fc.constantFrom(...indexesOf(...wanted));

interface Way {
  readonly tail: number;
  readonly head: number;
  readonly isLineage: boolean;
}

/** A link by the attribute of one of its ends, and the way that it opens. */
interface Drawn {
  readonly attribute: 'atlanSchema' | 'table' | 'parentColumn' | 'inputs' | 'outputs' | 'meanings';
  readonly self: number;
  readonly other: number;
}

const single = new Set(['atlanSchema', 'table', 'parentColumn']);
/** Whether the tags go from the end that has the attribute to the other: up from a nested column, out of a process. */
const leavesSelf = new Set(['parentColumn', 'outputs']);

function wayOf({ attribute, self, other }: Drawn): Way {
  const [tail, head] = leavesSelf.has(attribute) ? [self, other] : [other, self];
  return { tail, head, isLineage: attribute === 'inputs' || attribute === 'outputs' };
}

/** What a save says of one asset. */
type Edit =
  | { readonly kind: 'tag'; readonly self: number; readonly tag: number; readonly flags: TagFlags }
  | { readonly kind: 'untag'; readonly self: number; readonly tag: number }
  | ({ readonly kind: 'link' } & Drawn)
  | ({ readonly kind: 'unlink' } & Drawn);

/** One request. */
type Step =
  | { readonly kind: 'save'; readonly edits: readonly Edit[] }
  /** `restore` is of everything that is archived or gone. */
  | { readonly kind: 'archive' | 'purge' | 'restore'; readonly selves: readonly number[] };

const asset = fc.nat(kinds.length - 1);
const flags: fc.Arbitrary<TagFlags> = fc
  .record({
    propagate: fc.constantFrom(true, true, true, false),
    removePropagationsOnEntityDelete: fc.boolean(),
    restrictPropagationThroughLineage: fc.constantFrom(false, false, true),
    restrictPropagationThroughHierarchy: fc.constantFrom(false, false, true),
  })
  .map((made) =>
    made.restrictPropagationThroughLineage ? { ...made, restrictPropagationThroughHierarchy: false } : made,
  );
const drawn: fc.Arbitrary<Drawn> = fc.oneof(
  fc.record({ attribute: fc.constant('atlanSchema' as const), self: oneOf('Table'), other: oneOf('Schema') }),
  fc.record({ attribute: fc.constant('table' as const), self: oneOf('Column'), other: oneOf('Table') }),
  // No column lies in itself; ways come round again by lineage.
  fc
    .record({ attribute: fc.constant('parentColumn' as const), self: oneOf('Column'), other: oneOf('Column') })
    .filter(({ self, other }) => other < self),
  fc.record({
    attribute: fc.constantFrom('inputs' as const, 'outputs' as const),
    self: oneOf('Process'),
    other: oneOf('Table', 'Column'),
  }),
  fc.record({ attribute: fc.constant('meanings' as const), self: oneOf('Table'), other: oneOf('Term') }),
);
const mortal = asset.filter((index) => kinds[index] !== 'Term');
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('tag' as const), self: asset, tag: fc.nat(1), flags }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('untag' as const), self: asset, tag: fc.nat(1) }) },
  { weight: 6, arbitrary: drawn.map((link) => ({ kind: 'link' as const, ...link })) },
  { weight: 2, arbitrary: drawn.map((link) => ({ kind: 'unlink' as const, ...link })) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .uniqueArray(edit, { selector: ({ self }) => self, minLength: 1, maxLength: 4 })
      .map((edits) => ({ kind: 'save' as const, edits })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('archive' as const, 'purge' as const),
      selves: fc.uniqueArray(mortal, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restore' as const, selves: [] }) },
);

/** The naive model: what there is, and from it alone what must arrive where. */
class World {
  readonly guids: (string | null)[] = [];
  readonly archived = new Set<number>();
  readonly own = new Map<number, Map<number, TagFlags>>();
  links: Drawn[] = [];

  tagsOf(index: number): Map<number, TagFlags> {
    const known = this.own.get(index) ?? new Map<number, TagFlags>();
    this.own.set(index, known);
    return known;
  }

  draw(link: Drawn): void {
    this.links = this.links.filter(
      ({ attribute, self, other }) =>
        attribute !== link.attribute || self !== link.self || (!single.has(attribute) && other !== link.other),
    );
    this.links.push(link);
  }

  cut({ attribute, self, other }: Drawn): void {
    this.links = this.links.filter(
      (it) => it.attribute !== attribute || it.self !== self || (!single.has(attribute) && it.other !== other),
    );
  }

  private reach(source: number, reaching: TagFlags): Set<number> {
    const reached = new Set<number>();
    const isOut = this.archived.has(source) && reaching.removePropagationsOnEntityDelete;
    if (!reaching.propagate || isOut) return reached;
    const ways = this.links
      .map(wayOf)
      .filter(({ isLineage }) =>
        isLineage ? !reaching.restrictPropagationThroughLineage : !reaching.restrictPropagationThroughHierarchy,
      );
    const open = [source];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at !== source && this.archived.has(at)) continue;
      for (const { tail, head } of ways) {
        if (tail !== at || head === source || reached.has(head)) continue;
        reached.add(head);
        open.push(head);
      }
    }
    return reached;
  }

  /** `asset tag source`, of everything that arrives. */
  arrivals(): { readonly at: number; readonly tag: number; readonly source: number }[] {
    return [...this.own].flatMap(([source, own]) =>
      [...own].flatMap(([tag, reaching]) => [...this.reach(source, reaching)].map((at) => ({ at, tag, source }))),
    );
  }

  purge(indexes: readonly number[]): void {
    const outlasting = this.arrivals().filter(
      ({ at, source, tag }) =>
        indexes.includes(source) &&
        !indexes.includes(at) &&
        this.tagsOf(source).get(tag)?.removePropagationsOnEntityDelete === false,
    );
    for (const { at, tag } of outlasting) {
      if (!this.tagsOf(at).has(tag)) this.tagsOf(at).set(tag, defaultTagFlags);
    }
    for (const index of indexes) {
      this.own.delete(index);
      this.archived.delete(index);
      this.guids[index] = null;
    }
    this.links = this.links.filter(({ self, other }) => !indexes.includes(self) && !indexes.includes(other));
  }

  carryOut(edit: Edit): void {
    if (edit.kind === 'tag') this.tagsOf(edit.self).set(edit.tag, edit.flags);
    else if (edit.kind === 'untag') this.tagsOf(edit.self).delete(edit.tag);
    else if (edit.kind === 'link') this.draw(edit);
    else this.cut(edit);
  }

  lives(index: number): boolean {
    return (this.guids[index] ?? null) !== null;
  }
}

function nameOf(root: string, index: number): string {
  return `${root}/n${index}`;
}

function typeOf(index: number): string {
  const kind = kinds[index] ?? 'Table';
  return kind === 'Term' ? 'AtlasGlossaryTerm' : kind;
}

async function createAssets(root: string): Promise<World> {
  const world = new World();
  terms += 1;
  const glossary = {
    typeName: 'AtlasGlossary',
    guid: '-100',
    attributes: { name: `g${terms}`, qualifiedName: '-100' },
  };
  const entities = kinds.map((kind, index): JsonObject => {
    if (kind !== 'Term') return { ...entity(kind, nameOf(root, index)), guid: `-${index + 1}` };
    const anchor = { typeName: 'AtlasGlossary', guid: '-100' };
    return {
      typeName: typeOf(index),
      guid: `-${index + 1}`,
      attributes: { name: 'term', qualifiedName: '-t', anchor },
    };
  });
  const { guidAssignments } = await catalog.save(glossary, ...entities);
  kinds.forEach((_, index) => world.guids.push(guidAssignments?.[`-${index + 1}`] ?? null));
  return world;
}

function linkLists(world: World, { attribute, other }: Drawn, draws: boolean): JsonObject {
  const reference = byGuid(typeOf(other), world.guids[other] ?? '');
  if (single.has(attribute)) return { relationshipAttributes: { [attribute]: draws ? reference : null } };
  return { [draws ? 'appendRelationshipAttributes' : 'removeRelationshipAttributes']: { [attribute]: [reference] } };
}

function bodyOf(world: World, made: Edit): JsonObject {
  const saved = { typeName: typeOf(made.self), guid: world.guids[made.self] ?? '' };
  if (made.kind === 'link' || made.kind === 'unlink')
    return { ...saved, ...linkLists(world, made, made.kind === 'link') };
  const typeName = tags[made.tag] ?? '';
  if (made.kind === 'untag') return { ...saved, removeClassifications: [{ typeName }] };
  return { ...saved, addOrUpdateClassifications: [{ typeName, ...made.flags }] };
}

/** Carries a step out in the store and in the model; what it has nothing to work on for is left out. */
async function carryOut(world: World, root: string, taken: Step): Promise<void> {
  if (taken.kind === 'save') {
    const edits = taken.edits.filter(
      (it) => world.lives(it.self) && (!('other' in it) || (world.lives(it.other) && it.other !== it.self)),
    );
    if (edits.length === 0) return;
    await catalog.saveTags('appendTags', ...edits.map((it) => bodyOf(world, it)));
    for (const made of edits) world.carryOut(made);
    return;
  }
  if (taken.kind === 'restore') return restore(world, root);
  const living = taken.selves.filter((self) => world.lives(self));
  if (living.length === 0) return;
  const guids = living.map((self) => world.guids[self] ?? '');
  await catalog.remove(taken.kind === 'archive' ? 'SOFT' : 'PURGE', ...guids);
  if (taken.kind === 'purge') world.purge(living);
  else living.forEach((self) => world.archived.add(self));
}

/** Brings back all that is archived, and makes anew all that is gone. */
async function restore(world: World, root: string): Promise<void> {
  const selves = world.guids.flatMap((guid, index) => (guid === null || world.archived.has(index) ? [index] : []));
  if (selves.length === 0) return;
  const bodies = selves.map((self) => ({
    ...entity(typeOf(self), nameOf(root, self)),
    guid: `-${self + 1}`,
    status: 'ACTIVE',
  }));
  const { guidAssignments } = await catalog.save(...bodies);
  for (const self of selves) {
    world.guids[self] = guidAssignments?.[`-${self + 1}`] ?? null;
    world.archived.delete(self);
  }
}

interface Seen {
  readonly direct: readonly string[];
  readonly propagated: readonly string[];
  readonly arrivals: readonly string[];
}

async function readStored(world: World): Promise<Map<number, Seen>> {
  const guids = world.guids.filter((guid) => guid !== null);
  const rows = await catalog.db.selectFrom('asset').selectAll().where('guid', 'in', guids).execute();
  const arrivals = await catalog.db
    .selectFrom('asset_propagated_tag')
    .selectAll()
    .where('asset_guid', 'in', guids)
    .execute();
  const seen = rows.map((row): [number, Seen] => [
    world.guids.indexOf(row.guid),
    {
      direct: row.direct_tag_names,
      propagated: row.propagated_tag_names,
      arrivals: arrivals
        .filter((it) => it.asset_guid === row.guid)
        .map((it) => `${tags.indexOf(it.tag_name)} from ${world.guids.indexOf(it.source_guid)}`)
        .sort(),
    },
  ]);
  return new Map(seen.sort(([a], [b]) => a - b));
}

function expected(world: World): Map<number, Seen> {
  const arrivals = world.arrivals();
  const seen = new Map<number, Seen>();
  world.guids.forEach((guid, index) => {
    if (guid === null) return;
    const here = arrivals.filter(({ at }) => at === index);
    const names = (found: readonly number[]) => [...new Set(found.map((tag) => tags[tag] ?? ''))].sort();
    seen.set(index, {
      direct: names([...world.tagsOf(index).keys()]),
      propagated: names(here.map(({ tag }) => tag)),
      arrivals: here.map(({ tag, source }) => `${tag} from ${source}`).sort(),
    });
  });
  return seen;
}

let worlds = 0;

it('whatever is tagged, linked, archived or purged in whatever order, each tag is exactly where a walk along the links finds it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      worlds += 1;
      const root = `${catalog.connection}/w${worlds}`;
      const world = await createAssets(root);
      for (const taken of steps) {
        await carryOut(world, root, taken);
        expect(await readStored(world), JSON.stringify(taken)).toEqual(expected(world));
      }
    }),
    { numRuns: 25, interruptAfterTimeLimit: 60_000 },
  );
}, 120_000);
