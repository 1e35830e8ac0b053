import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { readSnapshot, type Db, type Tx } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { gatherSight, workflowVisibility } from '../gather-sight.ts';
import { readSchedules, type AppSchedule } from './app-schedules.ts';
import { getVisibleApp } from './find-app-workflow.ts';

/** A workflow of the app surface, as listed. */
export interface AppSummary {
  readonly slug: string;
  readonly name: string;
  readonly appId: string;
  readonly version: number;
  /** Username. */
  readonly owner: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly schedules: readonly AppSchedule[];
}

/** The same with what its newest version is: the inputs, in which the credential stands by its guid. */
export interface AppDetail extends AppSummary {
  readonly entrypoint: string | null;
  readonly inputs: JsonObject;
}

export interface AppListQuery {
  readonly limit: number;
  /** Where the page before ended. */
  readonly cursor?: string | undefined;
  /** Exactly this name. */
  readonly name?: string | undefined;
}

export interface AppPage {
  readonly workflows: readonly AppSummary[];
  /** `null` on the last page. */
  readonly nextCursor: string | null;
}

function encodeCursor(seq: number): string {
  return Buffer.from(String(seq)).toString('base64url');
}

function decodeCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new CatalogError(
    'field_invalid',
    `query parameter \`cursor\` is \`${cursor}\`; accepted: \`next_cursor\` of an answer`,
  );
}

async function readOwner(db: Db | Tx, ownerId: string): Promise<string> {
  const { username } = await db
    .selectFrom('actor')
    .select('username')
    .where('id', '=', ownerId)
    .executeTakeFirstOrThrow();
  return username;
}

/**
 * Workflows of the app surface that the actor may know of, newest first (Atlan wire, app list).
 * Throws `field_invalid` for a cursor that no answer gave.
 */
export async function listAppWorkflows(
  { db }: Pick<WorkflowsDeps, 'db'>,
  principal: Principal,
  { limit, cursor, name }: AppListQuery,
): Promise<AppPage> {
  const before = cursor === undefined ? null : decodeCursor(cursor);
  return readSnapshot(db, async (tx) => {
    const query = tx
      .selectFrom('workflow')
      .innerJoin('app_workflow', 'app_workflow.workflow_id', 'workflow.id')
      .innerJoin('actor', 'actor.id', 'workflow.owner_id')
      .select(['workflow.id', 'workflow.seq', 'workflow.name as slug', 'workflow.created_at', 'workflow.updated_at'])
      .select(['app_workflow.app_id', 'app_workflow.name', 'app_workflow.version', 'actor.username'])
      .where(workflowVisibility(await gatherSight(tx, principal)))
      .$if(name !== undefined, (named) => named.where('app_workflow.name', '=', name ?? ''))
      .$if(before !== null, (later) => later.where('workflow.seq', '<', before ?? 0));
    const rows = await query
      .orderBy('workflow.seq', 'desc')
      .limit(limit + 1)
      .execute();
    const shown = rows.slice(0, limit);
    const schedules = await readSchedules(
      tx,
      shown.map(({ id }) => id),
    );
    const workflows = shown.map((row) => ({
      ...{ slug: row.slug, name: row.name, appId: row.app_id, version: row.version, owner: row.username },
      ...{ createdAt: row.created_at, updatedAt: row.updated_at, schedules: schedules.get(row.id) ?? [] },
    }));
    const last = shown.at(-1);
    return { workflows, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(last.seq) : null };
  });
}

/** One workflow of the app surface (Atlan wire, app get). Throws `workflow_not_found`. */
export async function getAppWorkflow(
  { db }: Pick<WorkflowsDeps, 'db'>,
  principal: Principal,
  slug: string,
): Promise<AppDetail> {
  return readSnapshot(db, async (tx) => {
    const app = await getVisibleApp(tx, principal, { name: slug });
    const { workflow, appId, name, version, entrypoint, inputs, savedAt } = app;
    const schedules = (await readSchedules(tx, [workflow.id])).get(workflow.id) ?? [];
    const owner = await readOwner(tx, workflow.owner_id);
    const times = { createdAt: workflow.created_at, updatedAt: savedAt };
    return { slug, name, appId, version, owner, ...times, schedules, entrypoint, inputs };
  });
}

/** What a workflow was at one time. */
export interface AppVersion {
  readonly version: number;
  readonly entrypoint: string | null;
  readonly inputs: JsonObject;
  /** Username. */
  readonly savedBy: string;
  readonly savedAt: Date;
}

/** The newest versions of a workflow, newest first; who sees the workflow sees them. Throws `workflow_not_found`. */
export async function listAppVersions(
  { db }: Pick<WorkflowsDeps, 'db'>,
  principal: Principal,
  { slug, limit }: { readonly slug: string; readonly limit: number },
): Promise<AppVersion[]> {
  return readSnapshot(db, async (tx) => {
    const { workflow } = await getVisibleApp(tx, principal, { name: slug });
    const rows = await tx
      .selectFrom('app_version')
      .innerJoin('actor', 'actor.id', 'app_version.saved_by')
      .selectAll('app_version')
      .select('actor.username')
      .where('workflow_id', '=', workflow.id)
      .orderBy('version', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ version, entrypoint, inputs, username, saved_at: savedAt }) => ({
      ...{ version, entrypoint, inputs, savedBy: username, savedAt },
    }));
  });
}
