import { CatalogError, isCatalogError } from '../../foundation/index.ts';
import { type RunContext } from '../../workflows/index.ts';
import { type CallPacers } from './call-pacer.ts';
import { RoleNotAssumed } from './assume-role.ts';
import { classifyGlueError, explainGlueError, type GlueCallSite } from './explain-glue-error.ts';
import { identityFor } from './catalog-target.ts';
import { type GlueIdentity, parseGlueIdentity, serverIdentity, type ServerIdentitySetting } from './glue-identity.ts';
import { type GlueSource, openGlueSource } from './glue-source.ts';
import { type LakeFormationSource, openLakeFormationSource } from './lake-formation-source.ts';
import { type GlueConfig } from './parse-glue-config.ts';

/** Where Glue is looked for; see `GlueSourceOptions.endpoint`. */
export interface GlueEndpointSetting {
  readonly endpoint?: string | undefined;
  /** What the calls of all runs of this node are paced by. */
  readonly pacers?: CallPacers | undefined;
}

// A first contact fails within seconds when the region or the network is wrong; a long crawl rather waits.
const attemptsMax = { plan: 4, step: 10 } as const;

/** Opens the source with the run's credential, gives it to `work`, and closes it whatever happens. */
export async function withRunSource<T>(
  { ctx, config, deps }: { ctx: RunContext; config: GlueConfig; deps: GlueEndpointSetting & ServerIdentitySetting },
  phase: 'plan' | 'step',
  work: (source: GlueSource) => Promise<T>,
): Promise<T> {
  const guid = config.credentialGuid;
  const identify = async (): Promise<GlueIdentity> => {
    const identity = guid === null ? serverIdentity(deps) : parseGlueIdentity(deps, await ctx.credential(guid));
    return identityFor(identity, config.catalog);
  };
  const source = openGlueSource({
    ...{ identity: await identify(), catalogId: config.catalog.id, endpoint: deps.endpoint },
    ...{ signal: ctx.signal, attemptsMax: attemptsMax[phase] },
    ...{ pacers: deps.pacers, renew: identify },
  });
  try {
    return await work(source);
  } finally {
    source.close();
  }
}

/** The same for Lake Formation. */
export async function withLakeFormation<T>(
  { ctx, config, deps }: { ctx: RunContext; config: GlueConfig; deps: GlueEndpointSetting & ServerIdentitySetting },
  work: (source: LakeFormationSource) => Promise<T>,
): Promise<T> {
  const guid = config.credentialGuid;
  const identity = guid === null ? serverIdentity(deps) : parseGlueIdentity(deps, await ctx.credential(guid));
  const source = openLakeFormationSource({
    ...{ identity: identityFor(identity, config.catalog), catalogId: config.catalog.id, endpoint: deps.endpoint },
    ...{ signal: ctx.signal, attemptsMax: attemptsMax.step },
  });
  try {
    return await work(source);
  } finally {
    source.close();
  }
}

/**
 * The error to end a crawl with: what only waiting can mend is `store_unavailable` and will be tried again, except at first
 * contact, where people are waiting and a wrong region or endpoint looks just the same. Errors of our own pass unchanged.
 */
export function failureOf(error: unknown, site: GlueCallSite, phase: 'plan' | 'step'): unknown {
  if (isCatalogError(error) || !isSourceError(error)) return error;
  const refusal = classifyGlueError(error);
  const message = explainGlueError(error, site);
  if (refusal === 'denied') return new CatalogError('permission_denied', message, { cause: error });
  const waits = phase === 'step' && refusal !== 'credential';
  return new CatalogError(waits ? 'store_unavailable' : 'field_invalid', message, { cause: error });
}

// Errors of the AWS SDK carry `$metadata` or come from the network; what the engine or PostgreSQL throws does neither.
function isSourceError(error: unknown): boolean {
  if (!(error instanceof Error) || error.name === 'AbortError') return false;
  if (error instanceof RoleNotAssumed || error.name === 'CredentialsProviderError') return true;
  return '$metadata' in error || error.message.startsWith('Region is missing');
}
