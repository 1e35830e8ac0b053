import { ParameterReader } from '../package-parameters/index.ts';

export const exportScopes = ['GLOSSARIES_ONLY', 'ENRICHED_ONLY', 'PRODUCTS_ONLY', 'ALL'] as const;
export type ExportScope = (typeof exportScopes)[number];

/** What is exported, and where to. */
export interface AssetExportConfig {
  readonly scope: ExportScope;
  /** Assets whose qualified name begins so. */
  readonly prefix: string;
  /** Descriptions from the source beside those that people wrote. */
  readonly includesDescription: boolean;
  readonly includesGlossaries: boolean;
  readonly includesProducts: boolean;
  readonly includesArchived: boolean;
  /** `DIRECT` is the folder of files. */
  readonly delivery: 'DIRECT' | 'CLOUD';
  /** The folder in the store. */
  readonly targetPrefix: string;
  /** `null`: the folder of files. */
  readonly credentialGuid: string | null;
}

const deliveries = ['DIRECT', 'EMAIL', 'CLOUD'] as const;

/** Reads the parameters (Atlan wire, asset export basic). Throws `field_invalid` with every problem at once. */
export function parseAssetExportConfig(parameters: ReadonlyMap<string, unknown>): AssetExportConfig {
  const reader = new ParameterReader(parameters);
  const delivery = reader.choice('delivery_type', deliveries, 'DIRECT');
  if (delivery === 'EMAIL') {
    reader.refuse('delivery_type', 'is `EMAIL`; this server sends no e-mail, `DIRECT` and `CLOUD` are accepted');
  }
  const isCloud = delivery === 'CLOUD';
  const config: AssetExportConfig = {
    scope: reader.choice('export_scope', exportScopes, 'ENRICHED_ONLY'),
    prefix: reader.text('qn_prefix') || 'default',
    includesDescription: reader.flag('include_description', false),
    includesGlossaries: reader.flag('include_glossaries', false),
    includesProducts: reader.flag('include_products', false),
    includesArchived: reader.flag('include_archived', false),
    delivery: isCloud ? 'CLOUD' : 'DIRECT',
    targetPrefix: isCloud ? reader.text('target_prefix') : '',
    credentialGuid: isCloud ? reader.credentialGuid('cloud_target') : null,
  };
  reader.requireNoProblems();
  return config;
}
