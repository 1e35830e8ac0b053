import { type CatalogDeps, saveEntitiesIn, searchAssets } from '../../catalog/index.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { type RunContext } from '../../workflows/index.ts';
import { type AttachedTag } from './tag-attachment.ts';

/** An active asset with its own tags. */
export interface TaggedAsset {
  readonly guid: string;
  readonly typeName: string;
  readonly qualifiedName: string;
  /** Those that are on the asset itself, by internal name. */
  readonly tags: ReadonlyMap<string, AttachedTag>;
}

interface Scope {
  readonly catalog: CatalogDeps;
  readonly ctx: RunContext;
}

const types = ['Schema', 'Table', 'View', 'Column'];
const namesAtOnce = 1_000;
const pageSize = 500;

/** Those of these qualified names that are stored, a thousand to a statement. */
export async function* findTagged(
  { catalog, ctx }: Scope,
  qualifiedNames: readonly string[],
): AsyncGenerator<readonly TaggedAsset[]> {
  for (let start = 0; start < qualifiedNames.length; start += namesAtOnce) {
    const values = qualifiedNames.slice(start, start + namesAtOnce);
    yield await search({ catalog, ctx }, [{ terms: { qualifiedName: values } }], namesAtOnce);
  }
}

/** Pages of the assets of a Database that have the tag of their own, in the order of their guids. */
export async function* listTagged(
  { catalog, ctx }: Scope,
  { tagName, databaseQualifiedName }: { readonly tagName: string; readonly databaseQualifiedName: string },
): AsyncGenerator<readonly TaggedAsset[]> {
  const filter = [{ term: { __traitNames: tagName } }, { term: { databaseQualifiedName } }];
  let after: string | null = null;
  for (;;) {
    const range = after === null ? [] : [{ range: { __guid: { gt: after } } }];
    const page: TaggedAsset[] = await search({ catalog, ctx }, [...filter, ...range], pageSize);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    if (page.length < pageSize) return;
    after = last.guid;
  }
}

async function search({ catalog, ctx }: Scope, conditions: readonly JsonValue[], size: number): Promise<TaggedAsset[]> {
  const filter = [{ term: { __state: 'ACTIVE' } }, { terms: { '__typeName.keyword': types } }, ...conditions];
  const { entities = [] } = await searchAssets(catalog, ctx.principal, {
    dsl: { size, query: { bool: { filter } }, sort: [{ __guid: { order: 'asc' } }] },
    attributes: ['qualifiedName'],
  });
  return entities.map(({ guid, typeName, attributes, classifications }) => ({
    guid,
    typeName,
    qualifiedName: String(attributes['qualifiedName']),
    tags: new Map(
      classifications
        .filter((tag) => isJsonObject(tag) && tag['entityGuid'] === guid)
        .map((tag) => [String(tag['typeName']), tag]),
    ),
  }));
}

/** How the tags of one asset change. */
export interface TagChange {
  readonly asset: TaggedAsset;
  readonly set?: JsonObject;
  /** Internal name. */
  readonly remove?: string;
}

/** Changes the tags of these assets, all or none, and nothing else of them. */
export async function changeTags({ catalog, ctx }: Scope, changes: readonly TagChange[]): Promise<void> {
  if (changes.length === 0) return;
  const entities = changes.map(({ asset: { guid, typeName }, set, remove }) => ({
    ...{ typeName, guid },
    ...(set === undefined ? {} : { addOrUpdateClassifications: [set] }),
    ...(remove === undefined ? {} : { removeClassifications: [{ typeName: remove }] }),
  }));
  await ctx.transact((tx) =>
    saveEntitiesIn({ tx, clock: catalog.clock, types: catalog.types }, ctx.principal, { entities, appendTags: true }),
  );
}
