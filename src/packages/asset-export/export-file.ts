import { type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { type AssetExportConfig } from './parse-asset-export-config.ts';

export type ExportKind = 'assets' | 'glossaries' | 'products';

/** One file of an export: which assets it lists, and in which columns. */
export interface ExportFile {
  readonly kind: ExportKind;
  readonly name: string;
  readonly query: JsonObject;
  readonly columns: readonly string[];
}

// What people add to any asset. Described for people in the README of this folder.
const describing = ['displayName', 'userDescription', 'ownerUsers', 'ownerGroups', 'certificateStatus', 'certificateStatusMessage', 'announcementType', 'announcementTitle', 'announcementMessage']; // prettier-ignore
const identifying = ['qualifiedName', 'typeName', 'name'];
const glossaryColumns = ['anchor', 'parentCategory', 'categories', 'shortDescription', 'longDescription', 'abbreviation', 'usage', 'examples']; // prettier-ignore
const productColumns = ['parentDomain', 'dataDomain', 'daapStatus', 'daapCriticality', 'daapSensitivity', 'daapVisibility', 'dataProductAssetsDSL']; // prettier-ignore

const glossaryTypes = ['AtlasGlossary', 'AtlasGlossaryCategory', 'AtlasGlossaryTerm'];
const productTypes = ['DataDomain', 'DataProduct'];

// What makes an asset enriched: any of what people add, also by tags and terms.
const enriching = [...describing, '__meanings', '__traitNames', 'starredBy'];

/** The files of an export, in the order in which an import wants them. */
export function listExportFiles(config: AssetExportConfig): readonly ExportFile[] {
  const { scope } = config;
  const ofAssets = scope === 'ALL' || scope === 'ENRICHED_ONLY';
  const kinds: ExportKind[] = [];
  if (scope === 'GLOSSARIES_ONLY' || (ofAssets && config.includesGlossaries)) kinds.push('glossaries');
  if (scope === 'PRODUCTS_ONLY' || (ofAssets && config.includesProducts)) kinds.push('products');
  if (ofAssets) kinds.push('assets');
  return kinds.map((kind) => exportFile(config, kind));
}

/** One file of the export that `config` describes. */
export function exportFile(config: AssetExportConfig, kind: ExportKind): ExportFile {
  const description = config.includesDescription ? ['description'] : [];
  const common = [...describing, ...description];
  switch (kind) {
    case 'assets':
      return {
        ...{ kind, name: 'asset-export.csv', query: assetQuery(config) },
        columns: [...identifying, ...common, 'assignedTerms'],
      };
    case 'glossaries':
      return {
        ...{ kind, name: 'glossary-export.csv', query: queryOf(config, [ofTypes(glossaryTypes)]) },
        columns: [...identifying, ...common, ...glossaryColumns],
      };
    case 'products':
      return {
        ...{ kind, name: 'products-export.csv', query: queryOf(config, [ofTypes(productTypes)]) },
        columns: [...identifying, ...common, ...productColumns],
      };
  }
}

const ofTypes = (typeNames: readonly string[]): JsonObject => ({ terms: { '__typeName.keyword': [...typeNames] } });

function queryOf({ includesArchived }: AssetExportConfig, filter: readonly JsonValue[]): JsonObject {
  const state: readonly JsonValue[] = includesArchived ? [] : [{ term: { __state: 'ACTIVE' } }];
  return { bool: { filter: [...filter, ...state] } };
}

/** Catalog assets; readmes and links go with what they hang on. */
function assetQuery(config: AssetExportConfig): JsonObject {
  const enriched: readonly JsonValue[] =
    config.scope === 'ENRICHED_ONLY'
      ? [{ bool: { should: enriching.map((field) => ({ exists: { field } })), minimum_should_match: 1 } }]
      : [];
  return queryOf(config, [
    { prefix: { qualifiedName: config.prefix } },
    { term: { '__superTypeNames.keyword': 'Catalog' } },
    { bool: { must_not: [{ term: { '__superTypeNames.keyword': 'Resource' } }] } },
    ...enriched,
  ]);
}
