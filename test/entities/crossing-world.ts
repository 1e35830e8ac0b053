import { deleteEntities, saveEntities, type CatalogDeps, type MutationResult } from '../../src/catalog/index.ts';
import { newGuid, systemClock, type JsonObject, type JsonValue } from '../../src/foundation/index.ts';
import type { Principal } from '../../src/identity/index.ts';
import { openDatabase, type Db } from '../../src/postgres/index.ts';
import { createTaggedCatalog, type TaggedCatalog } from '../support/tagged-catalog.ts';
import { entity } from '../support/small-catalog.ts';
import { tagsMax, termKeys, type CrossingEntity, type CrossingRequest, type Key } from './crossing-requests.ts';

/** A catalog of its own for writers whose requests cross: two nodes on one database. */
export interface CrossingWorld {
  readonly db: Db;
  readonly nodes: readonly CatalogDeps[];
  readonly writers: readonly Principal[];
  guidsOf(keys: readonly Key[]): Promise<string[]>;
  /** Sends a request; `guids` are what a deletion names. */
  send(
    deps: CatalogDeps,
    writer: Principal,
    sent: { request: CrossingRequest; guids: readonly string[] },
  ): Promise<MutationResult>;
  /** Of what this database holds. */
  keyOf(typeName: string, qualifiedName: string): Key;
  /** All that is stored of the assets, in words that mean the same in every database. */
  readStored(): Promise<Readonly<Record<Key, unknown>>>;
  close(): Promise<void>;
}

const root = 'default/glue/1';

function nameOf(key: Key): string {
  return `${root}/${key.replace(' ', '').toLowerCase()}`;
}

function typeOf(key: Key): string {
  return key.split(' ')[0] ?? '';
}

/** Says requests as clients do: terms, which the server names, by their guids, and all else by name. */
interface Saying {
  readonly tags: readonly string[];
  readonly termGuids: ReadonlyMap<Key, string>;
}

function referenceTo({ termGuids }: Saying, key: Key): JsonObject {
  const guid = termGuids.get(key);
  const typeName = typeOf(key);
  return guid === undefined ? { typeName, uniqueAttributes: { qualifiedName: nameOf(key) } } : { typeName, guid };
}

function references(saying: Saying, links: Readonly<Record<string, readonly Key[] | Key>> = {}): JsonObject {
  return Object.fromEntries(
    Object.entries(links).map(([attribute, keys]): [string, JsonValue] => [
      attribute,
      typeof keys === 'string' ? referenceTo(saying, keys) : keys.map((key) => referenceTo(saying, key)),
    ]),
  );
}

function bodyOf(saying: Saying, one: CrossingEntity): JsonObject {
  const guid = saying.termGuids.get(one.key);
  const name = nameOf(one.key);
  const identity = guid === undefined ? { name: name.slice(root.length + 1), qualifiedName: name } : {};
  const tagsOf = (numbers: readonly number[] = [], flags: JsonObject = {}) =>
    numbers.map((tag) => ({ typeName: saying.tags[tag] ?? '', ...flags }));
  return {
    typeName: typeOf(one.key),
    ...(guid === undefined ? {} : { guid }),
    attributes: { ...identity, ...one.attributes, ...references(saying, one.replaced) },
    appendRelationshipAttributes: references(saying, one.appended),
    removeRelationshipAttributes: references(saying, one.removed),
    addOrUpdateClassifications: tagsOf(one.tagged, { propagate: true }),
    removeClassifications: tagsOf(one.untagged),
    ...(one.restores === true ? { status: 'ACTIVE' } : {}),
  };
}

/** The terms that every request knows: their guids, and their keys by what the server calls them. */
async function makeTerms(
  catalog: TaggedCatalog,
): Promise<{ guids: ReadonlyMap<Key, string>; names: ReadonlyMap<string, Key> }> {
  const glossary = { typeName: 'AtlasGlossary', guid: '-1', attributes: { name: 'words', qualifiedName: '-' } };
  const terms = termKeys.map((name, index) => ({
    typeName: 'AtlasGlossaryTerm',
    guid: `-${String(index + 2)}`,
    attributes: { name, qualifiedName: '-', anchor: { typeName: 'AtlasGlossary', guid: '-1' } },
  }));
  const { guidAssignments = {}, mutatedEntities } = await catalog.save(glossary, ...terms);
  const created = mutatedEntities?.CREATE ?? [];
  return {
    guids: new Map(termKeys.map((key, index) => [key, guidAssignments[`-${String(index + 2)}`] ?? ''])),
    names: new Map(created.map(({ attributes, displayText }) => [String(attributes['qualifiedName']), displayText])),
  };
}

async function guidsOf(db: Db, { termGuids }: Saying, keys: readonly Key[]): Promise<string[]> {
  const names = keys.filter((key) => !termGuids.has(key)).map(nameOf);
  const found = await db
    .selectFrom('asset')
    .select('guid')
    .where('qualified_name', 'in', ['', ...names])
    .execute();
  return [...keys.flatMap((key) => termGuids.get(key) ?? []), ...found.map(({ guid }) => guid)];
}

/** A fresh database with writers, tags, and terms that every request knows. */
export async function createCrossingWorld(writersMax: number): Promise<CrossingWorld> {
  const catalog = await createTaggedCatalog();
  const { db, url } = catalog;
  const beside = openDatabase({ url, connectionsMax: 8 });
  const writers: Principal[] = [];
  for (let n = 0; n < writersMax; n += 1) writers.push(await catalog.addUser(`writer${String(n)}`, 'admin'));
  const adminUsers = writers.map(({ username }) => username);
  await catalog.save(entity('Connection', root, { connectorName: 'glue', adminUsers }));
  const tags: string[] = [];
  for (let tag = 0; tag < tagsMax; tag += 1) tags.push(await catalog.defineTag(`tag ${String(tag)}`));
  const terms = await makeTerms(catalog);
  const saying: Saying = { tags, termGuids: terms.guids };
  const keyOf = (typeName: string, qualifiedName: string): Key => {
    const isNamed = qualifiedName.startsWith(`${root}/`);
    if (isNamed) return `${typeName} ${qualifiedName.slice(root.length).replace(/\D/g, '')}`;
    return terms.names.get(qualifiedName) ?? qualifiedName;
  };
  const deps: CatalogDeps = { ...catalog.deps, clock: systemClock };
  return {
    db,
    nodes: [deps, { ...deps, db: beside.db }],
    writers,
    keyOf,
    guidsOf: (keys) => guidsOf(db, saying, keys),
    send: (node, writer, { request, guids }) => {
      if (request.kind === 'save') {
        const entities = request.entities.map((one) => bodyOf(saying, one));
        return saveEntities(node, writer, { entities, appendTags: true });
      }
      const { deleteType } = request;
      return deleteEntities(node, writer, { guids: guids.length === 0 ? [newGuid()] : guids, deleteType });
    },
    readStored: () => readStored(db, { keyOf, tags }),
    close: async () => {
      await beside.close();
      await catalog.close();
    },
  };
}

interface Words {
  keyOf(typeName: string, qualifiedName: string): Key;
  readonly tags: readonly string[];
}

async function readStored(db: Db, { keyOf, tags }: Words): Promise<Record<Key, unknown>> {
  const rows = await db.selectFrom('asset').selectAll().where('type_name', '<>', 'Connection').execute();
  const keys = new Map(rows.map((row) => [row.guid, keyOf(row.type_name, row.qualified_name)]));
  const links = await db.selectFrom('relationship').selectAll().execute();
  const own = await db.selectFrom('asset_tag').selectAll().execute();
  const arrived = await db.selectFrom('asset_propagated_tag').selectAll().execute();
  const tagOf = (name: string) => tags.indexOf(name);
  const stored = rows.map((row): [Key, unknown] => {
    const { guid, state, attributes, version, updated_by, created_by } = row;
    return [
      keys.get(guid) ?? '',
      {
        ...{ state, version, updatedBy: updated_by, createdBy: created_by },
        description: attributes['description'],
        userDescription: attributes['userDescription'],
        hasLineage: attributes['__hasLineage'],
        links: links
          .filter(({ end1_guid }) => end1_guid === guid)
          .map((link) => `${link.type_name} ${keys.get(link.end2_guid) ?? 'nothing'}`)
          .sort(),
        names: [row.direct_tag_names, row.propagated_tag_names].map((names) => names.map(tagOf).sort()),
        own: own
          .filter(({ asset_guid }) => asset_guid === guid)
          .map(({ tag_name }) => tagOf(tag_name))
          .sort(),
        arrived: arrived
          .filter(({ asset_guid }) => asset_guid === guid)
          .map((it) => `${String(tagOf(it.tag_name))} from ${keys.get(it.source_guid) ?? 'nothing'}`)
          .sort(),
      },
    ];
  });
  return Object.fromEntries(stored.sort(([one], [other]) => (one < other ? -1 : 1)));
}
