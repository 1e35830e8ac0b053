import type { AuditJournal } from '../../audit/index.ts';
import type { Clock, Logger } from '../../foundation/index.ts';
import type { Db, Tx } from '../../postgres/index.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { readClientSecret } from './client-secret.ts';
import { ProviderConnections, type ProviderDoor, type ProviderLimits } from './provider-connections.ts';
import type { SecretSealer } from './secret-sealer.ts';
import { verifyProviderToken } from './verify-provider-token.ts';

export interface SingleSignOnParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly journal: AuditJournal;
  readonly sealer: SecretSealer;
  /** Scheme, host and port under which browsers and providers reach this server; asked when it is needed. */
  readonly publicUrl: () => string;
  readonly limits?: ProviderLimits;
  /** Handed in by tests only, to show what the verification holds off. */
  readonly verifyToken?: typeof verifyProviderToken;
}

/** Signing in at providers, for the whole life of a process. */
export interface SingleSignOn extends Required<Omit<SingleSignOnParts, 'limits'>> {
  readonly connections: ProviderConnections;
}

/** Builds the one instance of a process. Holds no connection: there is nothing to close. */
export function createSingleSignOn(parts: SingleSignOnParts): SingleSignOn {
  const { limits, verifyToken = verifyProviderToken, ...rest } = parts;
  return { ...rest, verifyToken, connections: new ProviderConnections(parts.clock, limits) };
}

/** Where a provider sends the browser back to, and where it tells of sign-outs; each provider has its own (RFC 9700, 4.4.2). */
export function callbackAddress({ publicUrl }: Pick<SingleSignOn, 'publicUrl'>, alias: string): string {
  return new URL(`/api/clavis/v1/sso/${alias}/callback`, publicUrl()).href;
}

/** How to come to a provider, its secret opened. */
export async function openDoor(
  { sealer }: Pick<SingleSignOn, 'sealer'>,
  db: Db | Tx,
  { id, version, issuer, clientId }: IdentityProvider,
): Promise<ProviderDoor> {
  return { id, version, issuer, clientId, clientSecret: await readClientSecret({ sealer }, db, id) };
}
