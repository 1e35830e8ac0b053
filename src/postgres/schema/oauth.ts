import type { ColumnType, Generated } from 'kysely';

/** A registered client; its actor holds role, state and name. See migrations 0010 and 0031. */
export interface OauthClientTable {
  id: string;
  actor_id: string;
  client_id: string;
  display_name: string;
  description: Generated<string>;
  exchange_role_max: 'guest' | 'member' | 'admin' | null;
  signed_token_seconds: Generated<number>;
  signed_token_id: string | null;
  updated_at: Generated<Date>;
  updated_by: string;
}

/** What a person has allowed a client. */
export interface OauthGrantTable {
  id: string;
  actor_id: string;
  client_id: string;
  scope: string;
  created_at: Generated<Date>;
  expires_at: Date;
}

/** What the protocol keeps between two requests, under the digest of its id. */
export interface OauthArtifactTable {
  digest: Buffer;
  kind: 'Session' | 'Interaction' | 'AuthorizationCode' | 'DeviceCode' | 'RefreshToken';
  user_code: Buffer | null;
  grant_id: string | null;
  /** Written as JSON text. */
  payload: ColumnType<Record<string, unknown>, string, string>;
  succession: Buffer | null;
  last_polled_at: Date | null;
  poll_seconds: Generated<number>;
  created_at: Generated<Date>;
  expires_at: Date;
  consumed_at: Date | null;
}

export interface UserCodeBudgetTable {
  key: Buffer;
  misses: number;
  window_ends_at: Date;
}

export interface OauthSigningKeyTable {
  id: string;
  sealed: Buffer;
  seal_key: string;
  created_at: Generated<Date>;
}

export interface OauthTables {
  oauth_client: OauthClientTable;
  oauth_grant: OauthGrantTable;
  oauth_artifact: OauthArtifactTable;
  user_code_budget: UserCodeBudgetTable;
  oauth_signing_key: OauthSigningKeyTable;
}
