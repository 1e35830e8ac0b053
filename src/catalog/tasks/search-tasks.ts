import { isJsonObject, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { readSnapshot } from '../../postgres/index.ts';
import {
  createParameters,
  parseSearch,
  type CompileContext,
  type Field,
  type FieldKind,
  type FieldResolver,
  type PageSource,
} from '../../search/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { gatherAuthority } from '../entities/authority.ts';
import { readableAsset } from '../history/readable-entries.ts';
import { findPage } from '../search/find-page.ts';

/** A task (Atlan wire: task search). Times are epoch milliseconds; all that there are is done. */
export interface Task {
  readonly type: string;
  readonly guid: string;
  readonly createdBy: string;
  readonly createdTime: number;
  readonly updatedTime: number;
  readonly startTime: number;
  readonly endTime: number;
  readonly timeTakenInSeconds: number;
  readonly parameters: JsonObject;
  readonly attemptCount: number;
  readonly status: 'COMPLETE';
  readonly classificationId: string;
  readonly entityGuid: string;
}

export interface TaskSearchResult {
  readonly tasks: readonly Task[];
  /** Exact, in spite of its name on the wire. */
  readonly approximateCount: number;
  readonly aggregations: JsonObject | null;
}

interface FoundTask {
  readonly guid: string;
  readonly type: string;
  readonly username: string;
  readonly created: number;
  readonly assetGuid: string;
  readonly tagName: string;
}

const fields: ReadonlyMap<string, Field> = new Map(
  (
    [
      ['__task_guid', 'uuid', 'task.guid'],
      ['__task_type', 'keyword', 'task.type'],
      ['__task_createdBy', 'keyword', 'task.username'],
      ['__task_classificationId', 'keyword', 'task.tag_name'],
      ['__task_entityGuid', 'uuid', 'task.asset_guid'],
      ['__task_status', 'text', `'COMPLETE'::text`],
      ['__task_status.keyword', 'keyword', `'COMPLETE'::text`],
      ['__task_timestamp', 'long', 'task.created'],
      ['__task_modificationTimestamp', 'long', 'task.created'],
      ['__task_startTime', 'long', 'task.created'],
      ['__task_endTime', 'long', 'task.created'],
      ['__task_timeTakenInSeconds', 'long', '0::bigint'],
      ['__task_attemptCount', 'long', '0::bigint'],
    ] as const satisfies readonly (readonly [string, FieldKind, string])[]
  ).map(([name, kind, sql]) => [name, { name, kind, many: false, sql, required: true }]),
);

const taskFields: FieldResolver = (name) => fields.get(name) ?? fields.get(name.replace(/\.keyword$/, '')) ?? null;

const taskSource: PageSource = {
  from: 'task',
  alias: 'task',
  columns: `task.guid, task.type, task.username, task.created, task.asset_guid AS "assetGuid", task.tag_name AS "tagName"`,
  tieBreak: { field: '__task_guid', sql: 'task.guid' },
  key: { sql: 'task.guid', type: 'uuid' },
};

function renderTask({ guid, type, username, created, assetGuid, tagName }: FoundTask): Task {
  return {
    ...{ type, guid, createdBy: username, createdTime: created, updatedTime: created },
    ...{ startTime: created, endTime: created, timeTakenInSeconds: 0 },
    parameters: { entityGuid: assetGuid, __task_classificationTypeName: tagName },
    ...{ attemptCount: 0, status: 'COMPLETE', classificationId: tagName, entityGuid: assetGuid },
  };
}

/**
 * Searches the tasks that carried tags on (Atlan wire: task search). Tags are carried on within the change that asks for it, so each
 * task is complete. Tasks show to who may read the asset whose tag it was. `query_rejected` with every problem of the request.
 */
export async function searchTasks(deps: CatalogDeps, principal: Principal, body: unknown): Promise<TaskSearchResult> {
  const search = parseSearch(isJsonObject(body) ? body['dsl'] : undefined);
  return readSnapshot(deps.db, async (db) => {
    const authority = await gatherAuthority(deps, db, principal);
    const context: CompileContext = { fields: taskFields, params: createParameters(), now: deps.clock.now() };
    const asset = readableAsset({ types: deps.types, authority }, 'source', context);
    const readable = `EXISTS (SELECT FROM asset AS source WHERE source.guid = task.asset_guid AND (${asset}))`;
    const page = await findPage<FoundTask>(db, { source: taskSource, search, readable, context });
    const tasks = page.hits.map(({ row }) => renderTask(row));
    return { tasks, approximateCount: page.total, aggregations: page.aggregations };
  });
}
