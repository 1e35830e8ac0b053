import type { Generated } from 'kysely';

/** A wrapping key as AWS KMS encrypted it. */
export interface VaultKeyTable {
  id: string;
  kms_key: string;
  wrapped: Buffer;
  created_at: Generated<Date>;
}

/** How often a run was given the secrets of a credential. */
export interface CredentialUseTable {
  credential_id: string;
  run_id: string;
  times: Generated<number>;
  first_at: Date;
  last_at: Date;
}

/** The tables of the vault, beside those of the rooms whose secrets it seals. */
export interface VaultTables {
  vault_key: VaultKeyTable;
  credential_use: CredentialUseTable;
}
