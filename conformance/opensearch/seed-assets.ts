import {
  createTypedefs,
  deleteEntities,
  saveEntities,
  type CatalogDeps,
  type MutationResult,
} from '../../src/catalog/index.ts';
import type { FixedClock, JsonObject, JsonValue } from '../../src/foundation/index.ts';
import type { Principal } from '../../src/identity/index.ts';
import { seededRandom, type SeededRandom } from '../../test/support/seeded-random.ts';
import { seedDescription, seedText } from './seed-texts.ts';

/** Whose catalog is filled. */
export interface SeedTarget {
  readonly deps: CatalogDeps;
  readonly time: FixedClock;
  readonly owner: Principal;
}

type Make = (random: SeededRandom) => JsonValue;

const batch = 1_000;
const day = 86_400_000;
const start = Date.UTC(2025, 0, 1);
const users = ['ann', 'Ann', 'bob', 'carol', 'dave.o', 'eve_1', 'Zoë', 'анна'] as const;

const text =
  (words: number): Make =>
  (random) =>
    seedText(random, 1 + random.below(words));
const oneOf =
  (...choices: readonly [JsonValue, ...JsonValue[]]): Make =>
  (random) =>
    random.pick(choices);
const whole =
  (limit: number): Make =>
  (random) =>
    random.below(limit);
const flag: Make = (random) => random.below(2) === 0;
/** Mostly on the hour, so that values are equal now and then. */
const instant: Make = (random) => start + random.below(400) * day + random.pick([0, 0, 3_600_000, 1, 43_199_999]);
/** Fractions that are exact in 32 bits, and some that are not. */
const fraction: Make = (random) => random.pick([random.below(64) / 8, random.below(100) / 10, -0.5, 0, 1e9, 0.1]);
const some =
  (make: Make, most: number): Make =>
  (random) => [...new Set(Array.from({ length: random.below(most + 1) }, () => make(random)))];

/** Attributes that any asset may have; one in three is left out. */
const everywhere: Readonly<Record<string, Make>> = {
  displayName: text(3),
  description: seedDescription,
  userDescription: seedDescription,
  certificateStatus: oneOf('DRAFT', 'VERIFIED', 'DEPRECATED'),
  certificateStatusMessage: text(6),
  certificateUpdatedAt: instant,
  announcementTitle: text(3),
  announcementType: oneOf('information', 'warning', 'issue'),
  ownerUsers: some(oneOf(...users), 4),
  ownerGroups: some(text(2), 2),
  sourceOwners: text(3),
  sourceCreatedAt: instant,
  sourceUpdatedAt: instant,
  sourceURL: text(2),
  sourceReadCount: oneOf(0, 1, 2, 3, 10, 100, 2 ** 40, -7),
  popularityScore: fraction,
  viewScore: fraction,
  assetDbtTags: some(text(2), 4),
  assetTags: some(text(3), 3),
  assetMcIncidentNames: some(text(2), 3),
  assetMcIsMonitored: flag,
  assetDbtAlias: text(2),
  assetExternalDQTestLatestScoresList: some(fraction, 4),
  assetAnomaloCheckCount: whole(5),
  lastSyncRunAt: instant,
  isAIGenerated: flag,
  assetIcon: text(1),
  lexicographicalSortOrder: text(1),
};
const ofTables: Readonly<Record<string, Make>> = {
  rowCount: oneOf(0, 1, 10, 500, 1_000_000, 9_007_199_254_740_991),
  columnCount: whole(30),
  sizeBytes: whole(1_000),
  alias: text(2),
  isTemporary: flag,
  databaseName: oneOf('Analytics', 'ANALYTICS', 'raw', 'prod-1'),
  schemaName: oneOf('Public', 'sales_2024', 'SALES', "o'neil"),
};
const ofColumns: Readonly<Record<string, Make>> = {
  dataType: oneOf('BIGINT', 'bigint', 'VARCHAR(20)', 'decimal(38,0)', 'Timestamp'),
  order: whole(50),
  isPrimary: flag,
  isNullable: flag,
  columnMax: fraction,
  columnMaxs: some(text(2), 3),
  parentColumnName: text(2),
  numericScale: fraction,
  databaseName: oneOf('Analytics', 'ANALYTICS', 'raw', 'prod-1'),
};
const ofTerms: Readonly<Record<string, Make>> = {
  shortDescription: text(5),
  longDescription: seedDescription,
  examples: some(text(3), 3),
  abbreviation: text(1),
  userDescription: seedDescription,
  description: seedDescription,
};

function drawn(random: SeededRandom, makers: Readonly<Record<string, Make>>): Record<string, JsonValue> {
  const attributes: Record<string, JsonValue> = {};
  for (const [name, make] of Object.entries(makers)) {
    if (random.below(3) > 0) attributes[name] = make(random);
  }
  return attributes;
}

function entity(typeName: string, attributes: JsonObject, more: JsonObject = {}): JsonObject {
  return { typeName, ...more, attributes };
}

function named(typeName: string, qualifiedName: string): JsonObject {
  return { typeName, uniqueAttributes: { qualifiedName } };
}

function wide(random: SeededRandom, attributes: JsonObject, makers: Readonly<Record<string, Make>> = {}): JsonObject {
  return { ...drawn(random, everywhere), ...drawn(random, makers), ...attributes };
}

/** How many there are of what; 5,000 in all. */
const counts = {
  schemas: 12,
  tables: 900,
  views: 250,
  columns: 3_000,
  objects: 250,
  workbooks: 150,
  terms: 300,
  processes: 80,
};

interface Plan {
  readonly random: SeededRandom;
  readonly tags: readonly string[];
}

/** Some of the tags, some of them carried on to what is beneath. */
function tagsOn({ random, tags }: Plan, oneIn: number): JsonObject {
  if (random.below(oneIn) > 0 || tags.length === 0) return {};
  const picked = tags.filter(() => random.below(tags.length) < 2);
  const classifications = picked.map((typeName) => ({ typeName, propagate: random.below(3) > 0 }));
  return { classifications };
}

function labelled({ random }: Plan): JsonObject {
  if (random.below(4) > 0) return {};
  return { labels: [`label_${random.below(9)}`], customAttributes: { origin: `system ${random.below(4)}` } };
}

const connection = 'default/snowflake/1700000001';
const lake = 'default/s3/1700000002';
const schemaName = (index: number): string => `${connection}/DB_${index % 3}/Schema-${index}`;
const tableName = (index: number): string => `${schemaName(index % counts.schemas)}/table_${index}`;
const viewName = (index: number): string => `${schemaName(index % counts.schemas)}/View ${index}`;

function foundations(plan: Plan): JsonObject[] {
  const { random } = plan;
  const databases = [0, 1, 2].map((index) =>
    entity('Database', wide(random, { name: `DB_${index}`, qualifiedName: `${connection}/DB_${index}` })),
  );
  const schemas = Array.from({ length: counts.schemas }, (_, index) => {
    const database = named('Database', `${connection}/DB_${index % 3}`);
    const names = { name: `Schema-${index}`, qualifiedName: schemaName(index), database };
    return entity('Schema', wide(random, names), tagsOn(plan, 2));
  });
  return [...databases, ...schemas];
}

function relations(plan: Plan): JsonObject[] {
  const { random } = plan;
  const table = (typeName: string, qualifiedName: string, schema: string): JsonObject => {
    const names = { name: seedText(random, 1 + random.below(4)), qualifiedName, atlanSchema: named('Schema', schema) };
    return entity(typeName, wide(random, names, ofTables), { ...tagsOn(plan, 6), ...labelled(plan) });
  };
  const schemaOf = (index: number): string => schemaName(index % counts.schemas);
  const tables = Array.from({ length: counts.tables }, (_, at) => table('Table', tableName(at), schemaOf(at)));
  const views = Array.from({ length: counts.views }, (_, at) => table('View', viewName(at), schemaOf(at)));
  return [...tables, ...views];
}

function columns(plan: Plan): JsonObject[] {
  const { random } = plan;
  return Array.from({ length: counts.columns }, (_, index) => {
    const parent = tableName(random.below(counts.tables));
    const name = seedText(random, 1 + random.below(2)).replaceAll('/', '|');
    const names = { name, qualifiedName: `${parent}/${name} ${index}`, table: named('Table', parent) };
    return entity('Column', wide(random, names, ofColumns), { ...tagsOn(plan, 12), ...labelled(plan) });
  });
}

function elsewhere(plan: Plan): JsonObject[] {
  const { random } = plan;
  const objects = Array.from({ length: counts.objects }, (_, index) => {
    const names = {
      name: seedText(random, 2),
      qualifiedName: `${lake}/arn:aws:s3:::bucket/${index}/${seedText(random, 1)}`,
    };
    return entity('S3Object', wide(random, { ...names, s3ObjectSize: random.below(10_000), s3ObjectKey: names.name }));
  });
  const workbooks = Array.from({ length: counts.workbooks }, (_, index) => {
    const names = { name: seedText(random, 3), qualifiedName: `${lake}/site/workbook ${index}` };
    return entity('TableauWorkbook', wide(random, { ...names, projectQualifiedName: seedText(random, 2) }));
  });
  return [...objects, ...workbooks];
}

function processes({ random }: Plan): JsonObject[] {
  return Array.from({ length: counts.processes }, (_, index) => {
    const inputs = [named('Table', tableName(random.below(counts.tables)))];
    const outputs = [named('View', viewName(random.below(counts.views)))];
    const names = { name: `load ${index}`, qualifiedName: `${connection}/process ${index}`, inputs, outputs };
    return entity('Process', wide(random, { ...names, sql: `select ${seedText(random, 5)}` }));
  });
}

function glossaries({ random }: Plan): JsonObject[] {
  return ['Finance', 'HR & People'].map((name, index) =>
    entity(
      'AtlasGlossary',
      { ...drawn(random, ofTerms), name, qualifiedName: `-${index + 1}` },
      { guid: `-${index + 1}` },
    ),
  );
}

function terms({ random }: Plan, guids: readonly string[]): JsonObject[] {
  return Array.from({ length: counts.terms }, (_, index) => {
    const anchor = { typeName: 'AtlasGlossary', guid: guids[index % guids.length] ?? '' };
    const assignedEntities = Array.from({ length: random.below(6) }, () =>
      named('Table', tableName(random.below(counts.tables))),
    );
    const word = seedText(random, 1 + random.below(2)).replaceAll('@', ' at ');
    const names = { name: `${word} ${index}`, qualifiedName: `-${index + 1}`, anchor, assignedEntities };
    return entity('AtlasGlossaryTerm', { ...drawn(random, ofTerms), ...names }, { guid: `-${index + 1}` });
  });
}

async function defineTags({ deps, owner }: SeedTarget): Promise<string[]> {
  const classificationDefs = ['PII', 'Gold', 'Confidential data'].map((displayName) => ({ displayName }));
  const created = await createTypedefs(deps, owner, { lists: { classificationDefs } });
  return created.classificationDefs.map(({ name }) => String(name));
}

/** Archives some of what was made, by guid. */
async function archive(target: SeedTarget, random: SeededRandom): Promise<void> {
  const rows = await target.deps.db
    .selectFrom('asset')
    .select('guid')
    .where('type_name', 'in', ['Column', 'S3Object', 'View'])
    .orderBy('qualified_name')
    .execute();
  const guids = rows.map(({ guid }) => guid).filter(() => random.below(12) === 0);
  await deleteEntities(target.deps, target.owner, { guids, deleteType: 'SOFT' });
}

/** Fills a fresh catalog with 5,000 assets through the operations that the product itself uses; the same ones for the same seed, but for guids. */
export async function seedAssets(target: SeedTarget, seed: number): Promise<void> {
  const plan = { random: seededRandom(seed), tags: await defineTags(target) };
  const save = async (entities: readonly JsonObject[]): Promise<MutationResult[]> => {
    const results: MutationResult[] = [];
    for (let from = 0; from < entities.length; from += batch) {
      target.time.advance(plan.random.pick([0, 1, 60_000, day]));
      const request = { entities: entities.slice(from, from + batch), replaceTags: true };
      results.push(await saveEntities(target.deps, target.owner, request));
    }
    return results;
  };
  const connections = [
    { name: 'production', qualifiedName: connection, connectorName: 'snowflake', category: 'warehouse' },
    { name: 'Lake', qualifiedName: lake, connectorName: 's3', category: 'lake' },
  ];
  await save(
    connections.map((attributes) => entity('Connection', { ...attributes, adminUsers: [target.owner.username] })),
  );
  await save(foundations(plan));
  for (const assets of [relations(plan), columns(plan), elsewhere(plan), processes(plan)]) await save(assets);
  const [made] = await save(glossaries(plan));
  const guids = (made?.mutatedEntities?.CREATE ?? []).map(({ guid }) => guid);
  await save(terms(plan, guids));
  await archive(target, plan.random);
}
