import { upsertSemantics, type UpsertSemantic } from '../asset-rows/index.ts';
import { joinKey } from '../object-stores/index.ts';
import { ParameterReader } from '../package-parameters/index.ts';

/** Which of the three files of an import; in this order, as later ones refer to earlier ones. */
export const importKinds = ['glossaries', 'data_products', 'assets'] as const;
export type ImportKind = (typeof importKinds)[number];

/** One file to import. */
export interface ImportFile {
  readonly kind: ImportKind;
  readonly key: string;
  readonly semantic: UpsertSemantic;
  /** Columns whose blank cells clear. */
  readonly overwritten: readonly string[];
  readonly failsOnErrors: boolean;
  readonly separator: string;
  readonly batchSize: number;
  readonly isCaseSensitive: boolean;
  readonly isTableViewAgnostic: boolean;
}

/** What is imported, and from where. */
export interface AssetImportConfig {
  /** `null`: the folder of files. */
  readonly credentialGuid: string | null;
  readonly files: readonly ImportFile[];
}

/** Rows of one transaction. */
const batchSizes = { min: 1, max: 5_000, fallback: 1_000 };

/** Reads the parameters (Atlan wire, asset import). Throws `field_invalid` with every problem at once. */
export function parseAssetImportConfig(parameters: ReadonlyMap<string, unknown>): AssetImportConfig {
  const reader = new ParameterReader(parameters);
  reader.choice('import_type', ['CLOUD'], 'CLOUD');
  const credentialGuid = reader.credentialGuid('cloud_source');
  const files = importKinds.flatMap((kind) => parseFile(reader, kind));
  if (files.length === 0) {
    const names = importKinds.map((kind) => `\`${kind}_key\``).join(', ');
    reader.refuse('assets_key', `is missing: one of ${names} must name a file`);
  }
  reader.requireNoProblems();
  return { credentialGuid, files };
}

function parseFile(reader: ParameterReader, kind: ImportKind): readonly ImportFile[] {
  const name = reader.text(`${kind}_key`);
  if (name === '') return [];
  const ofAssets = kind === 'assets';
  const semantic = reader.choice(`${kind}_upsert_semantic`, upsertSemantics, 'update');
  const isUpdate = semantic === 'update';
  return [
    {
      ...{ kind, key: joinKey(reader.text(`${kind}_prefix`), name), semantic },
      overwritten: reader.names(`${kind}_attr_to_overwrite`),
      failsOnErrors: reader.flag(`${kind}_fail_on_errors`, true),
      separator: reader.separator(`${kind}_field_separator`),
      batchSize: reader.wholeNumber(`${kind}_batch_size`, batchSizes),
      // Only what is there can be found in another case or as another type (Atlan wire).
      isCaseSensitive: !ofAssets || !isUpdate || reader.flag('assets_case_sensitive', true),
      isTableViewAgnostic: ofAssets && isUpdate && reader.flag('assets_table_view_agnostic', false),
    },
  ];
}
