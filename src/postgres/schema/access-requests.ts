import type { Generated } from 'kysely';

/** One request for access; see migration 0016. */
export interface AccessRequestTable {
  id: string;
  kind: 'connection-admin' | 'persona';
  requester_id: string;
  responsible_id: string | null;
  target: string;
  target_guid: string | null;
  target_qualified_name: string | null;
  reason: string;
  state: Generated<'pending' | 'approved' | 'refused' | 'withdrawn' | 'expired'>;
  created_at: Generated<Date>;
  expires_at: Date;
  decided_at: Date | null;
  decided_by_id: string | null;
  decision_reason: string | null;
}

export interface AccessRequestTables {
  access_request: AccessRequestTable;
}
