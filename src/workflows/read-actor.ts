import { invariant } from '../foundation/index.ts';
import { findPrincipal, type PrincipalNow } from '../identity/index.ts';
import type { Db, Tx } from '../postgres/index.ts';

/** Reads an actor that a row of this room refers to, as it is at this moment. */
export async function readActor(db: Db | Tx, actorId: string): Promise<PrincipalNow> {
  const actor = await findPrincipal(db, actorId);
  invariant(actor !== null, `the foreign keys to \`actor\` promise the row \`${actorId}\``);
  return actor;
}
