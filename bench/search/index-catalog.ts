import type pg from 'pg';
import { indexBody } from '../../conformance/opensearch/index-mapping.ts';
import type { OpenSearchDocument, OpenSearchNode } from '../../conformance/opensearch/start-opensearch.ts';
import { createAttributeFields } from '../../src/catalog/search/asset-fields.ts';
import { internalFields } from '../../src/catalog/search/internal-fields.ts';
import { loadTypeRegistry, type TypeRegistry } from '../../src/catalog/index.ts';

const indexName = 'assets';
const rowsPerRead = 20_000;

/** What a header of ours shows, so that the peer reads as much of a hit as we do. */
const shown = [
  '__guid',
  '__typeName',
  '__state',
  'name',
  'qualifiedName',
  '__createdBy',
  '__modifiedBy',
  '__timestamp',
  '__modificationTimestamp',
  '__traitNames',
];

interface StoredAsset {
  readonly guid: string;
  readonly type_name: string;
  readonly qualified_name: string;
  readonly name: string;
  readonly state: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly direct_tag_names: readonly string[];
  readonly created_by: string;
  readonly updated_by: string;
  readonly create_time: string;
  readonly update_time: string;
}

function documentOf(row: StoredAsset, types: TypeRegistry): OpenSearchDocument {
  const source = {
    ...row.attributes,
    ...{ __guid: row.guid, __typeName: row.type_name, __superTypeNames: types.getType(row.type_name).ancestors },
    ...{ __state: row.state, qualifiedName: row.qualified_name, name: row.name, __traitNames: row.direct_tag_names },
    ...{ __createdBy: row.created_by, __modifiedBy: row.updated_by },
    ...{ __timestamp: Number(row.create_time), __modificationTimestamp: Number(row.update_time) },
    __glossary: row.qualified_name.split('@')[1] ?? null,
  };
  return { id: row.guid, source };
}

/** The index for what the bench stores: its fields mapped as ours claim to behave. */
function bodyFor(types: TypeRegistry, attributes: readonly string[]): Readonly<Record<string, unknown>> {
  const attributeFields = createAttributeFields(types);
  const declared = [...types.types.values()].flatMap(({ ownAttributes }) => ownAttributes);
  const names = declared
    .filter(({ name }) => attributes.includes(name))
    .flatMap(({ name, index }) => [name, ...Object.keys(index)]);
  const wanted = [...new Set([...internalFields(types).keys(), ...names])].filter((name) => name !== '_id');
  const fields = wanted.flatMap((name) => {
    const field = attributeFields(name);
    return field === null ? [] : [{ ...field, values: [] }];
  });
  return indexBody(fields);
}

/** Copies every asset of the catalog into an index of the peer, which ends as one segment. */
export async function indexCatalog(client: pg.Client, node: OpenSearchNode): Promise<void> {
  const types = loadTypeRegistry();
  const { rows: keys } = await client.query<{ key: string }>(
    'SELECT DISTINCT jsonb_object_keys(attributes) AS key FROM asset TABLESAMPLE SYSTEM (5)',
  );
  await node.createIndex(
    indexName,
    bodyFor(
      types,
      keys.map(({ key }) => key),
    ),
  );
  await client.query('BEGIN');
  await client.query(`DECLARE every CURSOR FOR SELECT guid, type_name, qualified_name, name, state, attributes, direct_tag_names,
    created_by, updated_by, create_time, update_time FROM asset`);
  for (;;) {
    const { rows } = await client.query<StoredAsset>(`FETCH ${String(rowsPerRead)} FROM every`);
    if (rows.length === 0) break;
    await node.addDocuments(
      indexName,
      rows.map((row) => documentOf(row, types)),
    );
  }
  await client.query('COMMIT');
  await node.refresh(indexName);
  await node.forceMerge(indexName);
}

/** Milliseconds of one search of the peer, and how many it found. */
export async function searchPeer(
  node: OpenSearchNode,
  dsl: Readonly<Record<string, unknown>>,
): Promise<{ ms: number; total: number }> {
  const startedAt = performance.now();
  const { status, body } = await node.search(indexName, { ...dsl, _source: shown });
  const ms = performance.now() - startedAt;
  if (status !== 200) throw new Error(`OpenSearch answered ${String(status)}: ${JSON.stringify(body).slice(0, 500)}`);
  const hits = body.hits as { total: { value: number } };
  return { ms, total: hits.total.value };
}
