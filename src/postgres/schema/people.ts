import type { Generated } from 'kysely';

/** An invitation or a password reset; see migration 0009. */
export interface AccountCodeTable {
  digest: Buffer;
  actor_id: string;
  purpose: 'invitation' | 'password-reset';
  created_at: Generated<Date>;
  created_by: string;
  expires_at: Date;
}

/** A network from which a person has signed in by password. */
export interface SignInNetworkTable {
  actor_id: string;
  network: string;
  last_used_at: Generated<Date>;
}

export interface PeopleTables {
  account_code: AccountCodeTable;
  sign_in_network: SignInNetworkTable;
}
