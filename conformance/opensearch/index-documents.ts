import { linkedFields } from '../../src/catalog/search/linked-fields.ts';
import { assetSource } from '../../src/catalog/search/find-page.ts';
import type { AssetRow, TypeRegistry } from '../../src/catalog/index.ts';
import type { Db } from '../../src/postgres/index.ts';
import { sql } from '../../src/postgres/index.ts';
import type { OpenSearchDocument } from './start-opensearch.ts';

type Source = Record<string, unknown>;

/** The other ends of the links of each asset, by the name of the field that shows them. */
type LinkedValues = ReadonlyMap<string, Readonly<Record<string, readonly string[]>>>;

async function findRows(db: Db): Promise<readonly AssetRow[]> {
  const { rows } =
    await sql<AssetRow>`SELECT ${sql.raw(assetSource.columns)} FROM asset ORDER BY asset.name, asset.qualified_name`.execute(
      db,
    );
  return rows;
}

async function findLinkedValues(db: Db): Promise<LinkedValues> {
  const links = await db.selectFrom('relationship').select(['type_name', 'end1_guid', 'end2_guid']).execute();
  const assets = await db.selectFrom('asset').select(['guid', 'name', 'qualified_name', 'state']).execute();
  const active = new Map(assets.filter(({ state }) => state === 'ACTIVE').map((asset) => [asset.guid, asset]));
  const values = new Map<string, Record<string, string[]>>();
  for (const [name, { relationship, self, value }] of linkedFields) {
    if (name.includes('.')) continue;
    for (const link of links.filter(({ type_name }) => type_name === relationship)) {
      const [own, other] = self === 'end1' ? [link.end1_guid, link.end2_guid] : [link.end2_guid, link.end1_guid];
      const asset = active.get(other);
      if (asset === undefined) continue;
      const ofAsset = values.get(own) ?? {};
      values.set(own, ofAsset);
      (ofAsset[name] ??= []).push(asset[value]);
    }
  }
  return values;
}

/** The texts of the tags on each asset, as spans look through them. */
async function findTagTexts(db: Db): Promise<ReadonlyMap<string, string>> {
  const tags = await db.selectFrom('asset_tag').select(['asset_guid', 'search_text']).orderBy('search_text').execute();
  const texts = new Map<string, string>();
  for (const { asset_guid, search_text } of tags) {
    const known = texts.get(asset_guid);
    texts.set(asset_guid, known === undefined ? search_text : `${known} ${search_text}`);
  }
  return texts;
}

function glossaryOf({ typeName, qualifiedName }: AssetRow): string | null {
  if (typeName !== 'AtlasGlossaryTerm' && typeName !== 'AtlasGlossaryCategory') return null;
  return qualifiedName.split('@')[1] ?? null;
}

/** What the index holds of every asset beside its attributes (Atlan wire, field names); sub-fields come by the mapping. */
function internalValues(row: AssetRow, types: TypeRegistry): Source {
  return {
    __guid: row.guid,
    __typeName: row.typeName,
    __superTypeNames: types.getType(row.typeName).ancestors,
    __state: row.state,
    __createdBy: row.createdBy,
    __modifiedBy: row.updatedBy,
    __timestamp: row.createTime,
    __modificationTimestamp: row.updateTime,
    qualifiedName: row.qualifiedName,
    name: row.name,
    __hasLineage: row.attributes['__hasLineage'] ?? false,
    __customAttributes: JSON.stringify(row.customAttributes),
    __labels: row.labels,
    __glossary: glossaryOf(row),
    __traitNames: row.directTagNames,
    __propagatedTraitNames: row.propagatedTagNames,
    __classificationNames: row.directTagNames,
    __propagatedClassificationNames: row.propagatedTagNames,
  };
}

/**
 * The stored assets as an index would hold them, made from the rows and links alone and by none of the SQL that search uses.
 */
export async function findIndexDocuments(db: Db, types: TypeRegistry): Promise<readonly OpenSearchDocument[]> {
  const [rows, linked, tagTexts] = await Promise.all([findRows(db), findLinkedValues(db), findTagTexts(db)]);
  return rows.map((row) => {
    const tagText = tagTexts.get(row.guid);
    const source = {
      ...row.attributes,
      ...internalValues(row, types),
      ...linked.get(row.guid),
      ...(tagText !== undefined && { __classificationsText: tagText }),
    };
    return { id: row.guid, source };
  });
}
