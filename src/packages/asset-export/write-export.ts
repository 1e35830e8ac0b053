import { type CatalogDeps, type EntityHeader } from '../../catalog/index.ts';
import { isJsonObject, type JsonValue } from '../../foundation/index.ts';
import { type StepContext } from '../../workflows/index.ts';
import { findGlossaryNames, glossaryOf, listAssets, renderCell, renderTermName } from '../asset-rows/index.ts';
import { renderLine } from '../delimited-files/index.ts';
import { exportFolder, joinKey, withObjectStore, type ObjectStoreSettings } from '../object-stores/index.ts';
import { exportFile, type ExportFile, type ExportKind } from './export-file.ts';
import { type AssetExportConfig } from './parse-asset-export-config.ts';

/** What an export needs from the server. */
export interface AssetExportDeps {
  readonly catalog: CatalogDeps;
  readonly stores: ObjectStoreSettings;
}

/** Where a file of the export goes. In the folder of files it lies under the name of the workflow, so that nobody writes over it. */
export function exportKey({ targetPrefix, credentialGuid }: AssetExportConfig, workflow: string, name: string): string {
  return credentialGuid === null ? joinKey(joinKey(targetPrefix, workflow), name) : joinKey(targetPrefix, name);
}

/**
 * Writes one file: whatever of it the run's actor may read, page by page, in the memory of a page. The file is there when all of it is; an
 * attempt that died is begun again, and what it counted is taken back.
 */
export async function writeExport(
  { catalog, stores }: AssetExportDeps,
  ctx: StepContext,
  { config, kind }: { readonly config: AssetExportConfig; readonly kind: ExportKind },
): Promise<void> {
  const file = exportFile(config, kind);
  const key = exportKey(config, ctx.workflowName, file.name);
  await count(ctx, -counted(ctx), 0);
  let rows = 0;
  const lines = async function* (): AsyncGenerator<string> {
    yield renderLine(file.columns);
    for await (const page of listAssets(catalog, ctx, listingOf(file))) {
      const names = await glossaryNamesOf(catalog, ctx, page);
      yield page.map((asset) => renderLine(file.columns.map((column) => cellOf(asset, column, names)))).join('');
      rows += page.length;
      await count(ctx, page.length, rows);
    }
  };
  const { credentialGuid } = config;
  await withObjectStore({ settings: stores, ctx, credentialGuid }, async (store) => {
    await store.write(key, lines(), ctx.signal);
    const shown = credentialGuid === null ? joinKey(exportFolder, key) : key;
    await ctx.log(
      'info',
      `wrote ${rows} ${kind === 'assets' ? 'assets' : `assets of ${kind}`} to ${store.describe(shown)}`,
    );
  });
}

const counted = ({ checkpoint }: StepContext): number => Number(checkpoint?.['rows'] ?? 0);

async function count(ctx: StepContext, delta: number, rows: number): Promise<void> {
  await ctx.transact(async (tx) => {
    await ctx.progress({ assets: delta }, tx);
    await ctx.saveCheckpoint(tx, { rows });
  });
}

const relationships = new Set(['anchor', 'parentCategory', 'categories', 'parentDomain', 'dataDomain']);

function listingOf({ query, columns, kind }: ExportFile) {
  // What others lie in was mostly there before them, which is the order in which an import can make them again.
  const first = kind === 'assets' ? { qualifiedName: { order: 'asc' } } : { __timestamp: { order: 'asc' } };
  return {
    query,
    attributes: columns.map((column) => (column === 'assignedTerms' ? 'meanings' : column)),
    sort: [first, { __guid: { order: 'asc' } }],
  };
}

/** Of the terms and glossaries that a page speaks of. */
async function glossaryNamesOf(
  catalog: CatalogDeps,
  ctx: StepContext,
  page: readonly EntityHeader[],
): Promise<ReadonlyMap<string, string>> {
  const named = page.flatMap(({ attributes }) => referencesOf(attributes['meanings']));
  return findGlossaryNames(catalog, ctx, new Set(named.map(({ qualifiedName }) => glossaryOf(qualifiedName))));
}

interface Reference {
  readonly typeName: string;
  readonly name: string;
  readonly qualifiedName: string;
}

function referencesOf(value: JsonValue | undefined): readonly Reference[] {
  const items = Array.isArray(value) ? (value as readonly JsonValue[]) : [value ?? null];
  return items.flatMap((item) => {
    if (!isJsonObject(item) || item['entityStatus'] !== 'ACTIVE' || !isJsonObject(item['uniqueAttributes'])) return [];
    const qualifiedName = String(item['uniqueAttributes']['qualifiedName']);
    return [{ typeName: String(item['typeName']), name: String(item['displayText']), qualifiedName }];
  });
}

function cellOf(asset: EntityHeader, column: string, glossaries: ReadonlyMap<string, string>): string {
  if (column === 'typeName') return asset.typeName;
  if (column === 'assignedTerms') {
    const terms = referencesOf(asset.attributes['meanings']).flatMap(({ name, qualifiedName }) => {
      const glossary = glossaries.get(glossaryOf(qualifiedName));
      return glossary === undefined ? [] : [renderTermName({ term: name, glossary })];
    });
    return renderCell(terms);
  }
  if (!relationships.has(column)) return renderCell(asset.attributes[column]);
  const references = referencesOf(asset.attributes[column]);
  if (column === 'anchor') return references[0]?.name ?? '';
  return renderCell(references.map(({ typeName, qualifiedName }) => `${typeName}@${qualifiedName}`));
}
