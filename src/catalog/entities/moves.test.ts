import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSmallCatalog, entity, named, namesOf, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import { makeCollection, makeIn, referenceTo, updateOf, type Placed } from '../../../test/support/small-collections.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { sql } from '../../postgres/index.ts';
import type { AssetRow } from './asset-row.ts';
import { findAssetsByGuid } from './asset-store.ts';
import { saveEntities } from './save-entities.ts';

let catalog: SmallCatalog;
let maker: Principal;

beforeAll(async () => {
  catalog = await createSmallCatalog();
  maker = await catalog.addUser('maker', 'member');
});
afterAll(() => catalog.close());

const folderIn = (parent: Placed, name = 'f') => makeIn(catalog, maker, { typeName: 'Folder', parent, name });
const queryIn = (parent: Placed, name = 'q') => makeIn(catalog, maker, { typeName: 'Query', parent, name });

async function rowOf({ guid }: Placed): Promise<AssetRow> {
  const [row] = await findAssetsByGuid(catalog.db, [guid]);
  if (row === undefined) throw new Error(`no asset ${guid}`);
  return row;
}

/** As it is stored now. */
async function fresh(placed: Placed): Promise<Placed> {
  return { ...placed, qualifiedName: (await rowOf(placed)).qualifiedName };
}

async function move(placed: Placed, to: Placed, by: Principal = maker) {
  return catalog.saveAs(by, updateOf(await fresh(placed), { parent: referenceTo(await fresh(to)) }));
}

/** What a client that knows only where a collection begins would say of these, and what the links say. */
async function requireConsistent(collections: readonly Placed[], parents: ReadonlyMap<Placed, Placed>): Promise<void> {
  const rows = new Map<string, AssetRow>();
  for (const placed of [...collections, ...parents.keys()]) rows.set(placed.guid, await rowOf(placed));
  const { rows: links } = await sql<{ child: string; parent: string }>`
    SELECT end2_guid AS child, end1_guid AS parent FROM relationship
    WHERE end2_guid = ANY(${[...parents.keys()].map(({ guid }) => guid)}::uuid[])`.execute(catalog.db);
  const linked = new Map(links.map(({ child, parent }) => [child, parent]));
  const collectionOf = (placed: Placed): Placed => {
    const parent = parents.get(placed);
    return parent === undefined ? placed : collectionOf(parent);
  };
  expect(links).toHaveLength(parents.size);
  for (const [placed, parent] of parents) {
    const [row, above] = [rows.get(placed.guid), rows.get(parent.guid)];
    const collection = rows.get(collectionOf(placed).guid);
    const made = placed.qualifiedName.split('/').slice(4).join('/');
    expect(linked.get(placed.guid)).toBe(parent.guid);
    expect(row).toMatchObject({
      qualifiedName: `${collection?.qualifiedName ?? ''}/${made}`,
      attributes: {
        parentQualifiedName: above?.qualifiedName,
        collectionQualifiedName: collection?.qualifiedName,
      },
    });
  }
}

describe('a folder or query', () => {
  test('moves with all beneath it, and reports itself, its new place, its old one, and what went along', async () => {
    const [from, to] = [await makeCollection(catalog, maker), await makeCollection(catalog, maker)];
    const folder = await folderIn(from);
    const inner = await folderIn(folder, 'inner');
    const query = await queryIn(inner);
    const { mutatedEntities } = await move(folder, to);
    expect(mutatedEntities?.CREATE).toBeUndefined();
    expect(namesOf(mutatedEntities?.UPDATE)?.slice(0, 3)).toEqual([
      (await fresh(folder)).qualifiedName,
      to.qualifiedName,
      from.qualifiedName,
    ]);
    expect(mutatedEntities?.UPDATE?.map(({ guid }) => guid).sort()).toEqual(
      [folder, to, from, inner, query].map(({ guid }) => guid).sort(),
    );
    const moved = mutatedEntities?.UPDATE?.find(({ guid }) => guid === query.guid);
    expect(moved?.attributes).toMatchObject({
      collectionQualifiedName: to.qualifiedName,
      parentQualifiedName: (await fresh(inner)).qualifiedName,
      rawQueryText: 'SELECT 1',
    });
    const parents = new Map([
      [folder, to],
      [inner, folder],
      [query, inner],
    ]);
    await requireConsistent([from, to], parents);
  });

  test('keeps its name when it moves within its collection', async () => {
    const collection = await makeCollection(catalog, maker);
    const [one, other] = [await folderIn(collection, 'one'), await folderIn(collection, 'other')];
    const query = await queryIn(one);
    const { mutatedEntities } = await move(query, other);
    expect(namesOf(mutatedEntities?.UPDATE)).toEqual([query, other, one].map(({ qualifiedName }) => qualifiedName));
    await requireConsistent(
      [collection],
      new Map([
        [one, collection],
        [other, collection],
        [query, other],
      ]),
    );
  });

  test('is where it was told to be in either spelling of the reference, and nowhere new when told again', async () => {
    const [from, to] = [await makeCollection(catalog, maker), await makeCollection(catalog, maker)];
    const query = await queryIn(from);
    const { qualifiedName, name } = query;
    const reference = { typeName: 'Collection', qualifiedName: to.qualifiedName, semantic: 'REPLACE' };
    await catalog.saveAs(maker, {
      ...{ typeName: 'Query', attributes: { qualifiedName, name } },
      relationshipAttributes: { parent: reference },
    });
    await requireConsistent([from, to], new Map([[query, to]]));
    const { version } = await rowOf(query);
    expect(await move(query, to)).toEqual({});
    expect(await rowOf(query)).toMatchObject({ version });
  });

  test('cannot lie in itself or in what lies in it', async () => {
    const collection = await makeCollection(catalog, maker);
    const outer = await folderIn(collection, 'outer');
    const inner = await folderIn(outer, 'inner');
    for (const into of [outer, inner]) {
      await expect(move(outer, into)).rejects.toMatchObject({
        code: 'field_invalid',
        message: '`entities[0].attributes.parent` leads back to itself',
      });
    }
    const crossed = catalog.saveAs(
      maker,
      updateOf(outer, { parent: referenceTo(inner) }),
      updateOf(inner, { parent: referenceTo(outer) }),
    );
    await expect(crossed).rejects.toMatchObject({ code: 'field_invalid' });
    await requireConsistent(
      [collection],
      new Map([
        [outer, collection],
        [inner, outer],
      ]),
    );
  });

  test('moves together with what the same request makes, changes and moves elsewhere, in any order', async () => {
    const [from, to] = [await makeCollection(catalog, maker), await makeCollection(catalog, maker)];
    const folder = await folderIn(from);
    const inner = await folderIn(folder, 'inner');
    const [kept, left] = [await queryIn(inner, 'kept'), await queryIn(inner, 'left')];
    const made = await catalog.saveAs(
      maker,
      { ...entity('Query', 'in inner', { parent: referenceTo(inner) }), guid: '-1' },
      updateOf(left, { parent: referenceTo(from) }),
      updateOf(kept, { rawQueryText: 'SELECT 2' }),
      updateOf(folder, { parent: { typeName: 'Folder', guid: '-2' } }),
      { ...entity('Folder', 'new', { parent: referenceTo(to) }), guid: '-2' },
    );
    const placedOf = (placeholder: string, typeName: Placed['typeName']): Placed => {
      const guid = made.guidAssignments?.[placeholder] ?? '';
      const header = made.mutatedEntities?.CREATE?.find((it) => it.guid === guid);
      return { typeName, guid, qualifiedName: String(header?.attributes['qualifiedName']), name: '' };
    };
    const [query, above] = [placedOf('-1', 'Query'), placedOf('-2', 'Folder')];
    expect((await rowOf(kept)).attributes).toMatchObject({ rawQueryText: 'SELECT 2' });
    const parents = new Map([
      [above, to],
      [folder, above],
      [inner, folder],
      [kept, inner],
      [query, inner],
      [left, from],
    ]);
    await requireConsistent([from, to], parents);
  });

  test('moves by its own parent only, and keeps one', async () => {
    const [from, to] = [await makeCollection(catalog, maker), await makeCollection(catalog, maker)];
    const query = await queryIn(from);
    const attempts: readonly (readonly [string, Placed, readonly JsonObject[]])[] = [
      ['operation_unsupported', from, [updateOf(to, { childrenQueries: [referenceTo(query)] })]],
      ['operation_unsupported', from, [updateOf(from, { childrenQueries: [] })]],
      ['saved', from, [updateOf(query, { parent: null })]],
      [
        'saved',
        to,
        [updateOf(query, { parent: referenceTo(to) }), updateOf(from, { childrenQueries: [referenceTo(query)] })],
      ],
    ];
    for (const [outcome, place, entities] of attempts) {
      const saved = catalog.saveAs(maker, ...entities).then(
        () => 'saved',
        (error: unknown) => (error as { code: string }).code,
      );
      expect(await saved).toBe(outcome);
      await requireConsistent([from, to], new Map([[query, place]]));
    }
  });

  test('takes what is archived beneath it along', async () => {
    const [from, to] = [await makeCollection(catalog, maker), await makeCollection(catalog, maker)];
    const folder = await folderIn(from);
    const query = await queryIn(folder);
    await catalog.db.updateTable('asset').set({ state: 'DELETED' }).where('guid', '=', query.guid).execute();
    await move(folder, to);
    await requireConsistent(
      [from, to],
      new Map([
        [folder, to],
        [query, folder],
      ]),
    );
  });
});

describe('never more than you have', () => {
  test('a move takes the right to change where it is and to create where it goes', async () => {
    const other = await catalog.addUser('other', 'member');
    const foreign = await makeCollection(catalog, other);
    const seen = await makeCollection(catalog, other, { viewerUsers: ['maker'] });
    const open = await makeCollection(catalog, other, { adminUsers: ['maker'] });
    const own = await makeCollection(catalog, maker, { viewerUsers: ['other'] });
    const query = await queryIn(own);
    await expect(move(query, foreign)).rejects.toMatchObject({ code: 'asset_unique_attribute_not_found' });
    await expect(move(query, seen)).rejects.toMatchObject({ code: 'permission_denied' });
    const stolen = move(query, open, other);
    await expect(stolen).rejects.toMatchObject({ code: 'permission_denied' });
    await requireConsistent([own], new Map([[query, own]]));
    await move(query, open);
    await requireConsistent([own, open], new Map([[query, open]]));
  });

  test('who may change a query by its tag alone takes it nowhere, where the editors would get all of it', async () => {
    const tagger = await catalog.addUser('tagger', 'member');
    const hidden = await makeCollection(catalog, maker);
    const query = await queryIn(hidden);
    const purpose = { guid: crypto.randomUUID(), qualified_name: 'default/p', name: 'p', tag_names: ['pii'] };
    const guid = crypto.randomUUID();
    await catalog.db.insertInto('purpose').values(purpose).execute();
    await catalog.db
      .insertInto('policy')
      .values({
        ...{ guid, purpose_guid: purpose.guid, persona_guid: null, name: 'p', category: 'metadata', effect: 'allow' },
        ...{ mask: null, actions: ['entity-read', 'entity-update'], paths: [], entity_types: [] },
        connection_qualified_name: null,
      })
      .execute();
    const audience = { policy_guid: guid, subject_kind: 'actor', subject: tagger.username } as const;
    await catalog.db.insertInto('policy_audience').values(audience).execute();
    await sql`UPDATE asset SET direct_tag_names = '{pii}' WHERE guid = ${query.guid}`.execute(catalog.db);
    await catalog.saveAs(tagger, updateOf(query, { description: 'tagged' }));
    const own = await makeCollection(catalog, tagger);
    await expect(move(query, own, tagger)).rejects.toMatchObject({ code: 'permission_denied' });
    await requireConsistent([hidden], new Map([[query, hidden]]));
  });
});

describe('at one moment', () => {
  test('a query that is put into a folder that moves goes along', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [from, to] = [await makeCollection(catalog, maker), await makeCollection(catalog, maker)];
      const folder = await folderIn(from);
      const inner = await folderIn(folder, 'inner');
      const byGuid: JsonObject = { typeName: 'Folder', guid: inner.guid };
      const [made] = await Promise.all([
        catalog.saveAs(maker, entity('Query', 'q', { parent: byGuid })),
        move(folder, to),
      ]);
      const [header] = made.mutatedEntities?.CREATE ?? [];
      const qualifiedName = String(header?.attributes['qualifiedName']);
      const query: Placed = { typeName: 'Query', guid: header?.guid ?? '', qualifiedName, name: 'q' };
      await requireConsistent(
        [from, to],
        new Map([
          [folder, to],
          [inner, folder],
          [query, inner],
        ]),
      );
    }
  });

  test('two folders are not moved into each other', async () => {
    for (let round = 0; round < 5; round += 1) {
      const collection = await makeCollection(catalog, maker);
      const [one, other] = [await folderIn(collection, 'one'), await folderIn(collection, 'other')];
      const [inOne, inOther] = [await folderIn(one, 'in one'), await folderIn(other, 'in other')];
      const outcomes = await Promise.allSettled([move(one, inOther), move(other, inOne)]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const oneMoved = outcomes[0].status === 'fulfilled';
      await requireConsistent(
        [collection],
        new Map([
          [one, oneMoved ? inOther : collection],
          [other, oneMoved ? collection : inOne],
          [inOne, one],
          [inOther, other],
        ]),
      );
    }
  });
});

describe('over random trees and moves', () => {
  const tree = fc.array(fc.record({ isQuery: fc.boolean(), at: fc.nat(9) }), { minLength: 2, maxLength: 8 });
  const moves = fc.array(fc.record({ what: fc.nat(9), to: fc.nat(9), by: fc.constantFrom('name', 'guid') }), {
    minLength: 1,
    maxLength: 6,
  });

  test('names, attributes and links always say the same, and a circle is refused', async () => {
    await fc.assert(
      fc.asyncProperty(tree, moves, async (shape, steps) => {
        const collections = [await makeCollection(catalog, maker), await makeCollection(catalog, maker)];
        const places: Placed[] = [...collections];
        const parents = new Map<Placed, Placed>();
        for (const { isQuery, at } of shape) {
          const parent = places[at % places.length] ?? places[0];
          if (parent === undefined) continue;
          const placed = await (isQuery ? queryIn(parent) : folderIn(parent));
          parents.set(placed, parent);
          if (!isQuery) places.push(placed);
        }
        const isWithin = (place: Placed, what: Placed): boolean => {
          const above = parents.get(place);
          return place === what || (above !== undefined && isWithin(above, what));
        };
        for (const { what, to, by } of steps) {
          const placed = [...parents.keys()][what % parents.size];
          const place = places[to % places.length];
          if (placed === undefined || place === undefined) continue;
          const { guid, typeName } = place;
          const reference = by === 'guid' ? { guid, typeName } : referenceTo(await fresh(place));
          const request = { entities: [updateOf(await fresh(placed), { parent: reference })] };
          const attempt = saveEntities(catalog.deps, maker, request);
          if (isWithin(place, placed)) await expect(attempt).rejects.toMatchObject({ code: 'field_invalid' });
          else parents.set(placed, (await attempt, place));
          await requireConsistent(collections, parents);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('a reference of the wrong type is no place', async () => {
    const collection = await makeCollection(catalog, maker);
    const query = await queryIn(collection);
    const wrong = catalog.saveAs(maker, updateOf(query, { parent: named('Query', query.qualifiedName) }));
    await expect(wrong).rejects.toMatchObject({ code: 'reference_wrong_type' });
  });
});
