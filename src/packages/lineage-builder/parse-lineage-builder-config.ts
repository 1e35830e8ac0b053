import { upsertSemantics, type UpsertSemantic } from '../asset-rows/index.ts';
import { joinKey } from '../object-stores/index.ts';
import { ParameterReader } from '../package-parameters/index.ts';

/** Which file of lineage is loaded, and how. */
export interface LineageBuilderConfig {
  /** `null`: the folder of files. */
  readonly credentialGuid: string | null;
  readonly key: string;
  /** What becomes of sources and targets that are not there: made, made as incomplete, or their rows passed over. */
  readonly semantic: UpsertSemantic;
  readonly failsOnErrors: boolean;
  readonly isCaseSensitive: boolean;
  readonly separator: string;
  readonly batchSize: number;
}

const batchSizes = { min: 1, max: 5_000, fallback: 1_000 };

/** Reads the parameters (Atlan wire, lineage builder). Throws `field_invalid` with every problem at once. */
export function parseLineageBuilderConfig(parameters: ReadonlyMap<string, unknown>): LineageBuilderConfig {
  const reader = new ParameterReader(parameters);
  reader.choice('lineage_import_type', ['CLOUD'], 'CLOUD');
  const name = reader.text('lineage_key');
  if (name === '') reader.refuse('lineage_key', 'is missing, expected the name of a file');
  const config: LineageBuilderConfig = {
    credentialGuid: reader.credentialGuid('cloud_source'),
    key: joinKey(reader.text('lineage_prefix'), name),
    semantic: reader.choice('lineage_upsert_semantic', upsertSemantics, 'partial'),
    failsOnErrors: reader.flag('lineage_fail_on_errors', true),
    isCaseSensitive: reader.flag('lineage_case_sensitive', true),
    separator: reader.separator('field_separator'),
    batchSize: reader.wholeNumber('batch_size', batchSizes),
  };
  reader.requireNoProblems();
  return config;
}
