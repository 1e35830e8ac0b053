import type { Generated } from 'kysely';

export interface AccessTables {
  connection_admin: ConnectionAdminTable;
  persona: PersonaTable;
  persona_member: PersonaMemberTable;
  policy: PolicyTable;
  policy_audience: PolicyAudienceTable;
  policy_audience_count: PolicyAudienceCountTable;
  purpose: PurposeTable;
  collection_member: CollectionMemberTable;
  workspace_setting: WorkspaceSettingTable;
}

export interface ConnectionAdminTable {
  connection_guid: string;
  qualified_name: string;
  subject_kind: 'actor' | 'group' | 'role';
  subject: string;
}

export interface PersonaTable {
  guid: string;
  qualified_name: string;
  name: string;
  enabled: Generated<boolean>;
  /** Kept by triggers. */
  policy_count: Generated<number>;
}

export interface PersonaMemberTable {
  persona_guid: string;
  subject_kind: 'user' | 'group' | 'token' | 'client';
  subject: string;
}

/** Exactly one of `persona_guid` and `purpose_guid` is set. */
export interface PolicyTable {
  guid: string;
  persona_guid: string | null;
  purpose_guid: string | null;
  name: string;
  category: 'metadata' | 'data' | 'glossary' | 'domain' | 'ai';
  effect: 'allow' | 'deny' | 'mask';
  mask: string | null;
  actions: string[];
  paths: string[];
  entity_types: string[];
  connection_qualified_name: string | null;
  enabled: Generated<boolean>;
}

export interface PolicyAudienceTable {
  policy_guid: string;
  subject_kind: 'actor' | 'group';
  subject: string;
}

/** Kept by triggers. */
export interface PolicyAudienceCountTable {
  subject_kind: 'actor' | 'group';
  subject: string;
  policies: number;
}

export interface PurposeTable {
  guid: string;
  qualified_name: string;
  name: string;
  enabled: Generated<boolean>;
  tag_names: string[];
}

export interface CollectionMemberTable {
  collection_guid: string;
  qualified_name: string;
  level: 'editor' | 'viewer';
  subject_kind: 'actor' | 'group';
  subject: string;
}

export interface WorkspaceSettingTable {
  key: string;
  value: string;
}
