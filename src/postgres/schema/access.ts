import type { Generated } from 'kysely';

export interface AccessTables {
  connection_admin: ConnectionAdminTable;
  persona: PersonaTable;
  persona_member: PersonaMemberTable;
  policy: PolicyTable;
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
}

export interface PersonaMemberTable {
  persona_guid: string;
  subject_kind: 'user' | 'group' | 'token' | 'client';
  subject: string;
}

export interface PolicyTable {
  guid: string;
  persona_guid: string;
  name: string;
  effect: 'allow' | 'deny';
  actions: string[];
  paths: string[];
  entity_types: string[];
  connection_qualified_name: string | null;
  enabled: Generated<boolean>;
}

export interface WorkspaceSettingTable {
  key: string;
  value: string;
}
