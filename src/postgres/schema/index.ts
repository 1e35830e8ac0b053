import type { AccessTables } from './access.ts';
import type { AuditTables } from './audit.ts';
import type { CatalogTables } from './catalog.ts';
import type { IdentityTables } from './identity.ts';
import type { WorkflowsTables } from './workflows.ts';

/** Every table, as the migrations leave it. A room adds its own through its file in this folder. */
export type Database = IdentityTables & AuditTables & AccessTables & CatalogTables & WorkflowsTables;
