import { decideAsset, gatherFacts, hasCapability } from '../access/index.ts';
import type { Principal } from '../identity/index.ts';
import { sql, type Db, type Tx } from '../postgres/index.ts';
import type { RawBuilder, SqlBool } from 'kysely';

/** Which workflows, runs and credentials an actor may know of. */
export interface WorkflowSight {
  readonly actorId: string;
  /** Everything, as `workflow.read-all` says. */
  readonly all: boolean;
  /** Qualified names of the connections that the actor administers and its scopes leave it: it sees what works for them. */
  readonly connections: readonly string[];
}

/** Reads what the actor may know of, as of this statement; none is made for who may know of everything. */
export async function gatherSight(db: Db | Tx, principal: Principal): Promise<WorkflowSight> {
  const { actorId } = principal;
  if (hasCapability(principal, 'workflow.read-all')) return { actorId, all: true, connections: [] };
  const facts = await gatherFacts(db, principal);
  const connections = facts.connections
    .map(({ qualifiedName }) => qualifiedName)
    .filter((qualifiedName) => {
      const names = { qualifiedName, connectionQualifiedName: qualifiedName, glossaryQualifiedName: null };
      const connection = { ...names, typeName: 'Connection', superTypes: ['Asset'], createdBy: '', tagNames: [] };
      return decideAsset(facts, 'asset.read', connection).effect === 'allow';
    });
  return { actorId, all: false, connections };
}

/** A column with the parameters of a workflow or a run, under the names that statements of this room give those tables. */
export type ParametersColumn = `${'workflow' | 'run' | 'mine' | 'other'}.parameters`;

/**
 * The connection that the parameters in this column name: as the text of a Connection entity, or by its qualified name. It is what the
 * workflow says of itself; naming a foreign one shows the workflow to that connection's admins and gives no right there.
 */
export function namedConnection(parameters: ParametersColumn): string {
  const entity = `${parameters} ->> 'connection'`;
  return `(CASE WHEN (${entity}) IS JSON OBJECT THEN (${entity})::jsonb #>> '{attributes,qualifiedName}'
    ELSE coalesce(${parameters} ->> 'connection_qualified_name', ${parameters} ->> 'connection-qualified-name') END)`;
}

function works(sight: WorkflowSight, parameters: ParametersColumn): RawBuilder<SqlBool> {
  if (sight.connections.length === 0) return sql`false`;
  return sql`${sql.raw(namedConnection(parameters))} = ANY(${sight.connections}::text[])`;
}

/** The rows of `workflow`, archived ones left out: the actor's own, and those that work for its connections. */
export function workflowVisibility(sight: WorkflowSight): RawBuilder<SqlBool> {
  if (sight.all) return sql`workflow.archived_at IS NULL`;
  return sql`(workflow.archived_at IS NULL AND (workflow.owner_id = ${sight.actorId} OR ${works(sight, 'workflow.parameters')}))`;
}

/** The rows of `run`: those the actor started, whose workflow it owns, and those that worked for its connections. */
export function runVisibility(sight: WorkflowSight): RawBuilder<SqlBool> {
  if (sight.all) return sql`true`;
  return sql`(run.started_by = ${sight.actorId} OR run.workflow_id IN (
    SELECT id FROM workflow WHERE owner_id = ${sight.actorId}) OR ${works(sight, 'run.parameters')})`;
}

/** The rows of `credential`: those the actor made, and those of workflows that it may know of. */
export function credentialVisibility(sight: WorkflowSight): RawBuilder<SqlBool> {
  if (sight.all) return sql`true`;
  return sql`(credential.created_by = ${sight.actorId} OR credential.workflow_id IN (
    SELECT id FROM workflow WHERE owner_id = ${sight.actorId} OR ${works(sight, 'workflow.parameters')}))`;
}
