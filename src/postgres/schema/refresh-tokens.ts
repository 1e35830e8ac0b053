import type { Generated } from 'kysely';

/** A refresh token of the Alation wire; see migration 0030. */
export interface RefreshTokenTable {
  id: Generated<number>;
  actor_id: string;
  secret_id: string;
  name: string;
  regenerated_from: number | null;
}

/** One announced expiry; see migration 0030. */
export interface RefreshTokenNoticeTable {
  refresh_token_id: number;
  /** 14, 7 or 1. */
  days_before: number;
  noticed_at: Date;
}

export interface RefreshTokenTables {
  refresh_token: RefreshTokenTable;
  refresh_token_notice: RefreshTokenNoticeTable;
}
