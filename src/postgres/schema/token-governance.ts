/** One announced expiry; see migration 0008. */
export interface ExpiryNoticeTable {
  api_token_id: string;
  /** 30, 7 or 1. */
  days_before: number;
  noticed_at: Date;
}

export interface TokenGovernanceTables {
  expiry_notice: ExpiryNoticeTable;
}
