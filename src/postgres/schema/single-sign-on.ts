import type { ColumnType, Generated } from 'kysely';

/** An OpenID Connect provider whose word about people is believed; see migration 0011. */
export interface IdentityProviderTable {
  id: string;
  alias: string;
  display_name: string;
  issuer: string;
  client_id: string;
  client_secret_sealed: Buffer | null;
  client_secret_key_id: string | null;
  scopes: string[];
  groups_claim: string | null;
  username_claim: string;
  signing_algorithms: string[];
  creates_users: boolean;
  role: 'admin' | 'member' | 'guest';
  enabled: boolean;
  version: Generated<number>;
  created_at: Generated<Date>;
  created_by: string;
  updated_at: Generated<Date>;
  updated_by: string;
}

/** Which subject of which issuer is which person. */
export interface FederatedIdentityTable {
  issuer: string;
  subject: string;
  actor_id: string;
  created_at: Generated<Date>;
  created_by: string;
}

/** A sign-in on its way; the digest is that of the browser's cookie. */
export interface SsoTransactionTable {
  digest: Buffer;
  provider_id: string;
  return_to: string;
  network: string;
  created_at: Generated<Date>;
  expires_at: Date;
}

/** A session that came of a sign-in at a provider. */
export interface FederatedSessionTable {
  secret_id: string;
  issuer: string;
  subject: string;
  session: string | null;
  created_at: Generated<Date>;
}

export interface SsoMapperTable {
  id: string;
  alias: string;
  name: string | null;
  kind: string;
  group_id: string;
  /** Written as JSON text. */
  config: ColumnType<Record<string, string>, string, string>;
  created_at: Generated<Date>;
  created_by: string;
  updated_at: Generated<Date>;
  updated_by: string;
}

export interface SingleSignOnTables {
  identity_provider: IdentityProviderTable;
  federated_identity: FederatedIdentityTable;
  sso_transaction: SsoTransactionTable;
  federated_session: FederatedSessionTable;
  sso_mapper: SsoMapperTable;
}
