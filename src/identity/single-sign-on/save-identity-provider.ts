import { CatalogError, newGuid, requireNoProblems } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { sealClientSecret } from './client-secret.ts';
import { aliasProblems, identityProviderProblems } from './identity-provider-problems.ts';
import { findIdentityProvider, type IdentityProvider, type IdentityProviderSettings } from './identity-provider.ts';
import type { SecretSealer } from './secret-sealer.ts';

export interface NewIdentityProvider extends IdentityProviderSettings {
  readonly alias: string;
  readonly clientSecret: string | null;
  /** The name of who makes it. */
  readonly by: string;
}

/** What changes; an absent key stays. `clientSecret` `null` takes the secret away. */
export interface IdentityProviderChange extends Partial<IdentityProviderSettings> {
  readonly clientSecret?: string | null;
  readonly by: string;
}

/** Each costs every node a description and keys in memory, and the sign-in page a button. */
const providersMax = 50;

/** Any number, the same on every node: who holds it writes providers. */
const providerLock = 4_206_012;

function columnsOf(settings: IdentityProviderSettings) {
  return {
    display_name: settings.displayName,
    issuer: settings.issuer,
    client_id: settings.clientId,
    scopes: [...settings.scopes],
    groups_claim: settings.groupsClaim,
    username_claim: settings.usernameClaim,
    signing_algorithms: [...settings.signingAlgorithms],
    creates_users: settings.createsUsers,
    role: settings.role,
    enabled: settings.enabled,
  };
}

async function requireFree(tx: Tx, { alias, issuer }: { alias: string; issuer: string }): Promise<void> {
  const rows = await tx.selectFrom('identity_provider').select(['alias', 'issuer']).execute();
  const others = rows.filter((row) => row.alias !== alias);
  if (others.some((row) => row.issuer === issuer)) {
    throw new CatalogError('already_exists', `there is a provider with the issuer \`${issuer}\``);
  }
  if (others.length >= providersMax) {
    throw new CatalogError('state_conflict', `there are ${String(providersMax)} providers, which is the most`);
  }
}

/** Providers are written one after the other; nobody waits long. */
async function holdProviders(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${providerLock})`.execute(tx);
}

export async function getIdentityProvider(tx: Tx, alias: string): Promise<IdentityProvider> {
  const provider = await findIdentityProvider(tx, alias);
  if (provider !== null) return provider;
  throw new CatalogError('record_not_found', `there is no identity provider \`${alias}\``);
}

/** Throws `field_invalid` with everything that is wrong, `already_exists` for a taken alias or issuer, `state_conflict`. */
export async function insertIdentityProvider(
  tx: Tx,
  sealer: SecretSealer,
  input: NewIdentityProvider,
): Promise<IdentityProvider> {
  const { alias, clientSecret, by } = input;
  requireNoProblems('field_invalid', [...aliasProblems(alias), ...identityProviderProblems(input)]);
  await holdProviders(tx);
  if ((await findIdentityProvider(tx, alias)) !== null) {
    throw new CatalogError('already_exists', `there is an identity provider \`${alias}\``);
  }
  await requireFree(tx, input);
  const id = newGuid();
  const sealed = sealClientSecret(sealer, id, clientSecret);
  const row = { id, alias, created_by: by, updated_by: by, ...columnsOf(input), ...sealed };
  await tx.insertInto('identity_provider').values(row).execute();
  return getIdentityProvider(tx, alias);
}

export interface ChangedIdentityProvider {
  readonly before: IdentityProvider;
  readonly after: IdentityProvider;
}

/** Throws `record_not_found`, `field_invalid`, `already_exists` for a taken issuer. */
export async function updateIdentityProvider(
  tx: Tx,
  sealer: SecretSealer,
  { alias, change }: { readonly alias: string; readonly change: IdentityProviderChange },
): Promise<ChangedIdentityProvider> {
  await holdProviders(tx);
  const before = await getIdentityProvider(tx, alias);
  const { clientSecret, by, ...settings } = change;
  const wanted: IdentityProviderSettings = { ...before, ...settings };
  requireNoProblems('field_invalid', identityProviderProblems(wanted));
  await requireFree(tx, { alias, issuer: wanted.issuer });
  await tx
    .updateTable('identity_provider')
    .set({ ...columnsOf(wanted), updated_by: by, updated_at: sql<Date>`now()` })
    .set(clientSecret === undefined ? {} : sealClientSecret(sealer, before.id, clientSecret))
    .set((build) => ({ version: build('version', '+', 1) }))
    .where('id', '=', before.id)
    .execute();
  return { before, after: await getIdentityProvider(tx, alias) };
}

/**
 * Removes a provider, sign-ins on their way and its mappers. Who signed in by it stays a person, and stays tied to the issuer; nobody
 * signs in by it any more. Throws `record_not_found`.
 */
export async function deleteIdentityProvider(tx: Tx, alias: string): Promise<IdentityProvider> {
  await holdProviders(tx);
  const provider = await getIdentityProvider(tx, alias);
  // SECURITY: another provider that comes under this alias must not find mappers made for this one.
  await tx.deleteFrom('sso_mapper').where('alias', '=', alias).execute();
  await tx.deleteFrom('identity_provider').where('id', '=', provider.id).execute();
  return provider;
}
