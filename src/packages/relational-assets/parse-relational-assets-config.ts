import { upsertSemantics, type UpsertSemantic } from '../asset-rows/index.ts';
import { joinKey } from '../object-stores/index.ts';
import { ParameterReader } from '../package-parameters/index.ts';

/** Which file of relational assets is loaded, and what becomes of what it lacks. */
export interface RelationalAssetsConfig {
  /** `null`: the folder of files. */
  readonly credentialGuid: string | null;
  readonly key: string;
  readonly semantic: UpsertSemantic;
  /** What becomes of assets of its connections that the file lacks; `null` where it says nothing of them. */
  readonly removal: 'SOFT' | 'PURGE' | null;
  /** The run fails rather than removes more than this share of a connection. */
  readonly removalPercentMax: number;
  /** Columns whose blank cells clear. */
  readonly overwritten: readonly string[];
  readonly failsOnErrors: boolean;
  readonly separator: string;
  readonly batchSize: number;
}

const batchSizes = { min: 1, max: 5_000, fallback: 1_000 };
const percents = { min: 0, max: 100, fallback: 20 };

/** Reads the parameters (Atlan wire, relational assets builder), and `removal_percent_max`. Throws `field_invalid` with every problem at once. */
export function parseRelationalAssetsConfig(parameters: ReadonlyMap<string, unknown>): RelationalAssetsConfig {
  const reader = new ParameterReader(parameters);
  if (reader.choice('import_type', ['CLOUD', 'DIRECT'], 'CLOUD') === 'DIRECT') {
    reader.refuse('import_type', 'is `DIRECT`; no file comes with a workflow, `CLOUD` is accepted');
  }
  const name = reader.text('assets_key');
  if (name === '') reader.refuse('assets_key', 'is missing, expected the name of a file');
  const isFull = reader.choice('delta_semantic', ['full', 'delta'], 'delta') === 'full';
  const removal = reader.choice('delta_removal_type', ['archive', 'purge'], 'archive') === 'purge' ? 'PURGE' : 'SOFT';
  const config: RelationalAssetsConfig = {
    credentialGuid: reader.credentialGuid('cloud_source'),
    key: joinKey(reader.text('assets_prefix'), name),
    semantic: reader.choice('assets_upsert_semantic', upsertSemantics, 'upsert'),
    removal: isFull ? removal : null,
    removalPercentMax: reader.wholeNumber('removal_percent_max', percents),
    overwritten: reader.names('assets_attr_to_overwrite'),
    failsOnErrors: reader.flag('assets_fail_on_errors', true),
    separator: reader.separator('assets_field_separator'),
    batchSize: reader.wholeNumber('assets_batch_size', batchSizes),
  };
  reader.requireNoProblems();
  return config;
}
