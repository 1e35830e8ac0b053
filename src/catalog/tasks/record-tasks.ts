import { newGuid } from '../../foundation/index.ts';
import { copyRows, sql, type CopyTarget, type Tx } from '../../postgres/index.ts';
import type { Author } from '../history/history-entry.ts';
import type { TagPlan } from '../tags/plan-tags.ts';

/** A tag of an asset that begins or ends to reach others (Atlan wire: task search). */
interface NewTask {
  readonly type: 'CLASSIFICATION_PROPAGATION_ADD' | 'CLASSIFICATION_PROPAGATION_DELETE';
  readonly assetGuid: string;
  readonly tagName: string;
}

const keptDays = 30;
const dayMs = 24 * 60 * 60 * 1000;

/** What the changed tags of one asset let begin or end. Where nothing is to be reached it is a task all the same. */
function tasksOf({ guid, written, rerouted }: TagPlan): NewTask[] {
  return rerouted.map((tagName) => {
    const isSpreading = written.some(({ name, flags }) => name === tagName && flags.propagate);
    const type = isSpreading ? 'CLASSIFICATION_PROPAGATION_ADD' : 'CLASSIFICATION_PROPAGATION_DELETE';
    return { type, assetGuid: guid, tagName };
  });
}

function newTasks({ username, now }: Author): CopyTarget<NewTask> {
  return {
    table: 'task',
    columns: {
      guid: () => newGuid(),
      type: ({ type }) => type,
      username: () => username,
      created: () => now,
      asset_guid: ({ assetGuid }) => assetGuid,
      tag_name: ({ tagName }) => tagName,
    },
  };
}

/**
 * Writes that tags were carried on, which is done by the time anybody can read it. Takes away some of what is older than it is kept:
 * more than comes, so that the table ends shrinking, and never what somebody else is taking away.
 */
export async function recordTasks(tx: Tx, author: Author, plans: readonly TagPlan[]): Promise<void> {
  const tasks = plans.flatMap(tasksOf);
  if (tasks.length === 0) return;
  const oldest = author.now - keptDays * dayMs;
  await sql`
    DELETE FROM task WHERE guid IN (
      SELECT guid FROM task WHERE created < ${oldest} ORDER BY created LIMIT ${2 * tasks.length + 100} FOR UPDATE SKIP LOCKED
    )`.execute(tx);
  await copyRows(tx, newTasks(author), tasks);
}

/** Forgets the tasks of assets that are removed. */
export async function forgetTasks(tx: Tx, guids: readonly string[]): Promise<void> {
  if (guids.length === 0) return;
  await sql`DELETE FROM task WHERE asset_guid = ANY(${guids}::uuid[])`.execute(tx);
}
