import type { Db, Tx } from '../../postgres/index.ts';

/** Signature algorithms that a provider may be allowed; SECURITY: asymmetric only, so that no shared secret signs. */
export const signingAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** What the workspace has settled about a provider. */
export interface IdentityProviderSettings {
  readonly displayName: string;
  /** Exactly as the provider names itself. */
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** The claim that holds group names, whatever the mappers say; `null`: the claim that each mapper names. */
  readonly groupsClaim: string | null;
  readonly usernameClaim: string;
  readonly signingAlgorithms: readonly string[];
  readonly createsUsers: boolean;
  /** Of people that are made at their first sign-in. */
  readonly role: 'admin' | 'member' | 'guest';
  readonly enabled: boolean;
}

/** An OpenID Connect provider whose word about people is believed. Its client secret never leaves this room. */
export interface IdentityProvider extends IdentityProviderSettings {
  readonly id: string;
  readonly alias: string;
  readonly hasClientSecret: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

function selectProviders(db: Db | Tx) {
  return db
    .selectFrom('identity_provider')
    .select(['id', 'alias', 'issuer', 'scopes', 'role', 'enabled', 'version'])
    .select(['display_name as displayName', 'client_id as clientId', 'groups_claim as groupsClaim'])
    .select(['username_claim as usernameClaim', 'signing_algorithms as signingAlgorithms'])
    .select(['creates_users as createsUsers', 'created_at as createdAt', 'created_by as createdBy'])
    .select(['updated_at as updatedAt', 'updated_by as updatedBy'])
    .select((build) => build('client_secret_sealed', 'is not', null).$castTo<boolean>().as('hasClientSecret'));
}

/** Every provider, by alias. */
export async function listIdentityProviders(db: Db | Tx): Promise<readonly IdentityProvider[]> {
  return selectProviders(db).orderBy('alias').execute();
}

export async function findIdentityProvider(db: Db | Tx, alias: string): Promise<IdentityProvider | null> {
  // PostgreSQL refuses a text with NUL as a fault of the statement; no alias has one.
  if (alias.includes('\u0000')) return null;
  return (await selectProviders(db).where('alias', '=', alias).executeTakeFirst()) ?? null;
}
