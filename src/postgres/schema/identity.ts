import type { ColumnType, Generated } from 'kysely';

/** One row per user, API token or OAuth client; see migrations 0001 and 0006. */
export interface ActorTable {
  id: string;
  /** Given by the database; see migration 0029. */
  number: Generated<number>;
  kind: 'user' | 'token' | 'client';
  username: string;
  role: 'admin' | 'member' | 'guest' | 'default' | 'read' | 'none';
  state: Generated<'active' | 'disabled' | 'deleted'>;
  created_at: Generated<Date>;
  created_by: string;
}

/** The person behind a user actor, and how they sign in here. */
export interface LocalAccountTable {
  actor_id: string;
  email: string | null;
  email_verified: Generated<boolean>;
  first_name: Generated<string>;
  last_name: Generated<string>;
  password_hash: string | null;
  /** Lists of strings by name; written as JSON text. */
  attributes: ColumnType<Record<string, string[]>, string | undefined, string>;
  last_login_at: Date | null;
}

/** The record of an API token; its rights hang on the actor, its bearer is in `secret`. */
export interface ApiTokenTable {
  id: string;
  actor_id: string;
  client_id: string;
  display_name: string;
  description: Generated<string>;
  validity_seconds: number | null;
  expires_at: Date | null;
  version: Generated<number>;
  responsible_actor_id: string | null;
  /** Written as JSON text. */
  scopes: ColumnType<TokenScopesColumn | null, string | null | undefined, string | null>;
  allowed_networks: string[] | null;
  requests_per_minute: number | null;
  may_rotate_itself: Generated<boolean>;
  suspended_at: Date | null;
  suspended_by: string | null;
  suspension_reason: string | null;
}

/** The ceiling of a token; an absent key is no ceiling of that sort. */
export interface TokenScopesColumn {
  readonly readOnly?: boolean;
  readonly connections?: readonly string[];
  readonly actions?: readonly string[];
}

/** Digests of everything a caller can present as proof. */
export interface SecretTable {
  id: string;
  actor_id: string;
  kind: 'api' | 'ref' | 'acc' | 'usr' | 'cli' | 'ses';
  digest: Buffer;
  slot: number | null;
  created_at: Generated<Date>;
  expires_at: Date | null;
  retired_at: Date | null;
  last_used_at: Date | null;
  retires_at: Date | null;
  supersedes_id: string | null;
  first_used_at: Date | null;
  last_used_network: string | null;
  last_used_client: string | null;
  use_count: Generated<number>;
  parent_id: string | null;
  created_network: string | null;
  created_client: string | null;
  act_actor_id: string | null;
  act_username: string | null;
  oauth_grant_id: string | null;
  oauth_client_id: string | null;
  oauth_scope: string | null;
}

export interface RoleTable {
  id: string;
  name: string;
  description: string;
  level: 'workspace' | 'admin-subrole' | 'api-token';
}

export interface UserGroupTable {
  id: string;
  name: string;
  alias: string;
  description: string | null;
  is_default: Generated<boolean>;
  created_at: Generated<Date>;
  created_by: string;
  updated_at: Generated<Date>;
  updated_by: string;
}

export interface UserGroupMemberTable {
  group_id: string;
  actor_id: string;
}

/** Exactly one row. */
export interface PolicyEpochTable {
  only_row: Generated<boolean>;
  epoch: number;
}

export interface FirstAdminCodeTable {
  digest: Buffer;
  created_at: Generated<Date>;
  expires_at: Date;
  used_at: Date | null;
}

export interface SignInCodeTable {
  digest: Buffer;
  actor_id: string;
  created_at: Generated<Date>;
  expires_at: Date;
}

export interface SignInBudgetTable {
  key: Buffer;
  attempts: number;
  window_ends_at: Date;
}

export interface IdentityTables {
  actor: ActorTable;
  local_account: LocalAccountTable;
  api_token: ApiTokenTable;
  secret: SecretTable;
  role: RoleTable;
  user_group: UserGroupTable;
  user_group_member: UserGroupMemberTable;
  policy_epoch: PolicyEpochTable;
  first_admin_code: FirstAdminCodeTable;
  sign_in_code: SignInCodeTable;
  sign_in_budget: SignInBudgetTable;
}
