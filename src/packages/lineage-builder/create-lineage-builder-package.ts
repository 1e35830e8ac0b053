import { type Package } from '../../workflows/index.ts';
import { objectStoreConfigNames, requireKnownStore, requireStore, testObjectStore } from '../object-stores/index.ts';
import { parseLineageBuilderConfig, type LineageBuilderConfig } from './parse-lineage-builder-config.ts';
import { finishLineage, planLineage, runLineage, type LineageBuilderDeps } from './run-lineage-builder.ts';

/**
 * The package `@csa/lineage-builder`: draws lineage from the sources to the targets that the rows of a file name. Loading a file again changes nothing.
 */
export function createLineageBuilderPackage(deps: LineageBuilderDeps): Package<LineageBuilderConfig> {
  const { stores } = deps;
  return {
    id: '@csa/lineage-builder',
    prefix: 'csa-lineage-builder',
    connectorConfigNames: objectStoreConfigNames,
    parse: (parameters) => {
      const config = parseLineageBuilderConfig(parameters);
      requireStore(stores, config.credentialGuid);
      return config;
    },
    checkCredential: requireKnownStore,
    plan: (ctx, config) => planLineage(deps, ctx, config),
    step: (ctx, config, { input }) => runLineage(deps, ctx, { config, version: String(input['version']) }),
    finish: (ctx) => finishLineage(ctx),
    testCredential: (credential, signal) => testObjectStore(stores, credential, signal),
  };
}
