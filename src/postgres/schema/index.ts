import type { AccessHistoryTables } from './access-history.ts';
import type { AccessTables } from './access.ts';
import type { AccessRequestTables } from './access-requests.ts';
import type { AppTables } from './apps.ts';
import type { AssetHistoryTables } from './asset-history.ts';
import type { AuditTables } from './audit.ts';
import type { CatalogTables } from './catalog.ts';
import type { TypeDefinitionTables } from './custom-metadata.ts';
import type { IdentityTables } from './identity.ts';
import type { OauthTables } from './oauth.ts';
import type { LimitsTables } from './limits.ts';
import type { PeopleTables } from './people.ts';
import type { RefreshTokenTables } from './refresh-tokens.ts';
import type { SingleSignOnTables } from './single-sign-on.ts';
import type { TagTables } from './tags.ts';
import type { TokenGovernanceTables } from './token-governance.ts';
import type { VaultTables } from './vault.ts';
import type { WorkflowsTables } from './workflows.ts';

/** Every table, as the migrations leave it. A room adds its own through its file in this folder. */
export type Database = IdentityTables &
  OauthTables &
  TokenGovernanceTables &
  PeopleTables &
  AuditTables &
  AccessTables &
  AccessRequestTables &
  AccessHistoryTables &
  AssetHistoryTables &
  CatalogTables &
  TagTables &
  TypeDefinitionTables &
  WorkflowsTables &
  VaultTables &
  AppTables &
  SingleSignOnTables &
  RefreshTokenTables &
  LimitsTables;
