import type { JsonObject } from '../../foundation/index.ts';
import type { Tx } from '../../postgres/index.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { lockAssets, updateAssets } from '../entities/asset-store.ts';
import { textsOf } from '../entities/texts-of.ts';
import { recordChanges } from '../history/entries-of-change.ts';

/** A change of attributes that follows from something else than a save, and who asked for that. */
export interface Rewrite {
  readonly guids: readonly string[];
  readonly username: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The attributes that become others. */
  readonly change: (row: AssetRow) => JsonObject;
}

/** These lists of an asset without one name. */
export function withoutName({ attributes }: AssetRow, lists: readonly string[], name: string): JsonObject {
  return Object.fromEntries(lists.map((list) => [list, textsOf(attributes, list).filter((it) => it !== name)]));
}

/**
 * Changes attributes of stored assets, held first in the order in which every save takes them. What decisions are made from is the
 * caller's to change in the same transaction. Gives the assets as they are now.
 */
export async function rewriteAssets(tx: Tx, { guids, username, now, change }: Rewrite): Promise<readonly AssetRow[]> {
  const held = await lockAssets(tx, guids);
  const changes = [...held.values()].map((before) => {
    const attributes = { ...before.attributes, ...change(before) };
    const after = { ...before, attributes, updatedBy: username, updateTime: now, version: before.version + 1 };
    return { before, after };
  });
  const rows = changes.map(({ after }) => after);
  await updateAssets(tx, rows);
  await recordChanges(tx, { username, now }, changes);
  return rows;
}
