import { sql, type Tx } from '../../postgres/index.ts';
import { bumpPolicyEpoch } from '../policy-epoch.ts';
import { getApiToken, lockApiToken, type ApiTokenRecord } from './api-token.ts';

export interface Suspension {
  readonly id: string;
  /** The name of who suspends it. */
  readonly by: string;
  readonly reason: string;
}

/** The token as it is now. `isChanged` is false when it was so before: who asked first stays on record. */
export interface SuspensionChange {
  readonly token: ApiTokenRecord;
  readonly isChanged: boolean;
}

async function setState(tx: Tx, token: ApiTokenRecord, suspension: Suspension | null): Promise<SuspensionChange> {
  await tx
    .updateTable('actor')
    .set({ state: suspension === null ? 'active' : 'disabled' })
    .where('id', '=', token.actorId)
    .execute();
  await tx
    .updateTable('api_token')
    .set({
      version: sql<number>`version + 1`,
      suspended_at: suspension === null ? null : sql<Date>`now()`,
      suspended_by: suspension?.by ?? null,
      suspension_reason: suspension?.reason ?? null,
    })
    .where('id', '=', token.id)
    .execute();
  await bumpPolicyEpoch(tx);
  return { token: await getApiToken(tx, token.id), isChanged: true };
}

/**
 * Switches a token off inside the caller's transaction, whatever secrets it has: no request that starts after the commit
 * is let in by it, and nothing runs in its name. Links and secrets stay as they are. Throws `record_not_found`.
 */
export async function suspendApiToken(tx: Tx, suspension: Suspension): Promise<SuspensionChange> {
  const token = await lockApiToken(tx, suspension.id);
  if (token.state === 'suspended') return { token, isChanged: false };
  return setState(tx, token, suspension);
}

/** Switches a suspended token on again inside the caller's transaction. Throws `record_not_found`. */
export async function resumeApiToken(tx: Tx, id: string): Promise<SuspensionChange> {
  const token = await lockApiToken(tx, id);
  if (token.state !== 'suspended') return { token, isChanged: false };
  return setState(tx, token, null);
}
