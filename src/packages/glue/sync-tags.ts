import { type LFTagPair, type Resource, type TaggedTable } from '@aws-sdk/client-lakeformation';

import { isCatalogError } from '../../foundation/index.ts';
import { type RunContext } from '../../workflows/index.ts';
import { type CrawlDeps } from './crawl-deps.ts';
import { classifyGlueError, explainGlueError } from './explain-glue-error.ts';
import { type LakeFormationSource, valuesPerSearch } from './lake-formation-source.ts';
import { schemaPlace } from './map-database.ts';
import { type GlueConfig } from './parse-glue-config.ts';
import { childQualifiedName, databaseQualifiedName, sourceNameOf } from './qualified-name.ts';
import { failureOf, withLakeFormation } from './run-source.ts';
import { createSeenGuids, type SeenGuids } from './seen-guids.ts';
import { attachmentOf, ownValue, withoutAttachment } from './tag-attachment.ts';
import { prepareSourceTags, type SourceTag } from './tag-definitions.ts';
import { changeTags, findTagged, listTagged, type TagChange, type TaggedAsset } from './tagged-assets.ts';

interface TagSync {
  readonly deps: CrawlDeps;
  readonly ctx: RunContext;
  readonly config: GlueConfig;
  readonly source: LakeFormationSource;
  readonly databaseQualifiedName: string;
}

interface KeySync extends TagSync {
  readonly tag: SourceTag;
  readonly seen: SeenGuids;
}

/**
 * Puts the tags of Lake Formation on the assets of one catalog, and takes off what this crawler put there and the source no longer says.
 * Read by key, a hundred tables to a call, so that calls grow with what is tagged and not with the tables.
 *
 * INVARIANT: a tag goes only if the search did not show it and Lake Formation, asked for that one resource, answers without it. Not being
 * allowed to ask leaves everything as it is. What people put on an asset is never touched.
 */
export async function syncTags(deps: CrawlDeps, ctx: RunContext, config: GlueConfig): Promise<void> {
  const name = databaseQualifiedName(config.connection.qualifiedName, config.catalog.name);
  await withLakeFormation({ ctx, config, deps }, async (source) => {
    try {
      await syncWith({ deps, ctx, config, source, databaseQualifiedName: name });
    } catch (error) {
      const site = source.site('SearchTablesByLFTags');
      if (isCatalogError(error) || classifyGlueError(error) !== 'denied') throw failureOf(error, site, 'step');
      await ctx.log('warn', `tags of Lake Formation stay as they were: ${explainGlueError(error, site)}`);
    }
  });
}

async function syncWith(sync: TagSync): Promise<void> {
  const values = await listValues(sync.source);
  const tags = await prepareSourceTags(sync.deps.catalog, sync.ctx, [...values.keys()]);
  let changed = 0;
  for (const [key, tag] of tags) {
    const keySync: KeySync = { ...sync, tag, seen: createSeenGuids() };
    changed += await attachAll(keySync, values.get(key) ?? []);
    changed += await detachGone(keySync);
  }
  await sync.ctx.log(
    'info',
    `\`${sync.config.catalog.name}\`: ${values.size} tags of Lake Formation, ${changed} changes`,
  );
}

async function listValues(source: LakeFormationSource): Promise<Map<string, readonly string[]>> {
  const values = new Map<string, readonly string[]>();
  for await (const page of source.listTags()) {
    for (const { TagKey = '', TagValues = [] } of page)
      values.set(TagKey, [...(values.get(TagKey) ?? []), ...TagValues]);
  }
  return values;
}

async function attachAll(sync: KeySync, values: readonly string[]): Promise<number> {
  let changed = 0;
  for (let start = 0; start < values.length; start += valuesPerSearch) {
    const searched = { key: sync.tag.key, values: values.slice(start, start + valuesPerSearch) };
    for await (const page of sync.source.searchDatabases(searched)) {
      const wanted = page.map(
        ({ Database, LFTags }) => [schemaOf(sync, Database?.Name), valueOf(sync, LFTags)] as const,
      );
      changed += await attach(sync, wanted);
    }
    for await (const page of sync.source.searchTables(searched)) {
      changed += await attach(
        sync,
        page.flatMap((table) => wantedOf(sync, table)),
      );
    }
  }
  return changed;
}

type Wanted = readonly [qualifiedName: string, value: string | null];

const schemaOf = ({ config }: TagSync, database = ''): string =>
  schemaPlace(config.connection.qualifiedName, database, config.catalog).schemaQualifiedName;

const valueOf = ({ tag }: KeySync, pairs: readonly LFTagPair[] = []): string | null => {
  const values = pairs.find(({ TagKey }) => TagKey === tag.key)?.TagValues ?? [];
  return values.length === 0 ? null : values.join(', ');
};

/** The table with what holds for it, also from its database; a column only where it differs from its table. */
function wantedOf(
  sync: KeySync,
  { Table, LFTagOnDatabase, LFTagsOnTable, LFTagsOnColumns = [] }: TaggedTable,
): Wanted[] {
  const qualifiedName = childQualifiedName(schemaOf(sync, Table?.DatabaseName), Table?.Name ?? '');
  const value = valueOf(sync, LFTagsOnTable) ?? valueOf(sync, LFTagOnDatabase);
  const columns = LFTagsOnColumns.map(({ Name = '', LFTags }): Wanted => [
    childQualifiedName(qualifiedName, Name),
    valueOf(sync, LFTags),
  ]);
  return [[qualifiedName, value], ...columns.filter(([, own]) => own !== value)];
}

async function attach(sync: KeySync, wanted: readonly Wanted[]): Promise<number> {
  const { deps, ctx, tag, seen } = sync;
  const values = new Map(wanted.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])));
  const at = deps.catalog.clock.now().getTime();
  let changed = 0;
  for await (const assets of findTagged({ catalog: deps.catalog, ctx }, [...values.keys()])) {
    const changes: TagChange[] = [];
    for (const asset of assets) {
      seen.add(asset.guid);
      const value = values.get(asset.qualifiedName) ?? '';
      const before = asset.tags.get(tag.name) ?? null;
      const own = before === null ? null : ownValue(sync, before);
      // A tag without a word of any source was put there by people, who keep it.
      const isTheirs = before !== null && own === null && withoutAttachment(sync, before) === null;
      if (own === value || isTheirs) continue;
      changes.push({ asset, set: attachmentOf(sync, value, { before, at }) });
    }
    changed += await change(sync, changes);
  }
  return changed;
}

// A lost grant may hide many; they stay in any case.
const askedMax = 500;

async function detachGone(sync: KeySync): Promise<number> {
  const { deps, ctx, tag, databaseQualifiedName } = sync;
  let changed = 0;
  let asked = 0;
  const listed = listTagged({ catalog: deps.catalog, ctx }, { tagName: tag.name, databaseQualifiedName });
  for await (const page of listed) {
    const changes: TagChange[] = [];
    for (const asset of page) {
      const before = asset.tags.get(tag.name);
      if (before === undefined || ownValue(sync, before) === null || sync.seen.mayHave(asset.guid)) continue;
      if (asked === askedMax) break;
      asked += 1;
      if (!(await isGone(sync, asset))) continue;
      const rest = withoutAttachment(sync, before);
      changes.push({ asset, ...(rest === null ? { remove: tag.name } : { set: rest }) });
    }
    changed += await change(sync, changes);
    if (asked === askedMax) {
      await ctx.log(
        'warn',
        `more than ${askedMax} assets have \`${tag.key}\` and did not show: the next run asks for the rest`,
      );
      break;
    }
  }
  return changed;
}

async function isGone(
  { source, ctx, tag, config, databaseQualifiedName }: KeySync,
  asset: TaggedAsset,
): Promise<boolean> {
  const path = asset.qualifiedName
    .slice(databaseQualifiedName.length + 1)
    .split('/')
    .map(sourceNameOf);
  const [database = '', table = '', column = ''] = path;
  const catalog = config.catalog.id === null ? {} : { CatalogId: config.catalog.id };
  const place = { ...catalog, DatabaseName: database, Name: table };
  const resource: Resource =
    asset.typeName === 'Schema'
      ? { Database: { ...catalog, Name: database } }
      : asset.typeName === 'Column'
        ? { TableWithColumns: { ...place, ColumnNames: [column] } }
        : { Table: place };
  const answer = await source.findTags(resource);
  if (answer.state !== 'present') {
    await ctx.log('warn', `the tag \`${tag.key}\` stays on \`${asset.qualifiedName}\`: Lake Formation does not say`);
    return false;
  }
  const { LFTagOnDatabase = [], LFTagsOnTable = [], LFTagsOnColumns = [] } = answer.value;
  const onColumn = LFTagsOnColumns.flatMap(({ LFTags = [] }) => LFTags);
  const own = { Schema: LFTagOnDatabase, Column: onColumn }[asset.typeName] ?? [...LFTagsOnTable, ...LFTagOnDatabase];
  return !own.some(({ TagKey }) => TagKey === tag.key);
}

/** What the actor may not tag is left out, by name, and costs the others nothing. */
async function change(sync: Pick<KeySync, 'deps' | 'ctx' | 'tag'>, changes: readonly TagChange[]): Promise<number> {
  const { deps, ctx, tag } = sync;
  try {
    await changeTags({ catalog: deps.catalog, ctx }, changes);
    return changes.length;
  } catch (error) {
    if (!isCatalogError(error) || error.code === 'store_unavailable') throw error;
    if (changes.length > 1) {
      const half = Math.ceil(changes.length / 2);
      const parts = [changes.slice(0, half), changes.slice(half)];
      let changed = 0;
      for (const part of parts) changed += await change(sync, part);
      return changed;
    }
    await ctx.log(
      'warn',
      `\`${tag.key}\` on \`${changes[0]?.asset.qualifiedName ?? ''}\` stays as it was: ${error.message}`,
    );
    return 0;
  }
}
