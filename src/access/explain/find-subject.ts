import { CatalogError } from '../../foundation/index.ts';
import { findPrincipal, findPrincipalByUsername, type Principal, type PrincipalNow } from '../../identity/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';

/** Whether the text means the actor itself: `me`, its username, its client id, its id or that of its API token. */
export function isOwnName({ username, actorId, tokenId, clientId }: Principal, name: string): boolean {
  return ['me', username, actorId, tokenId, clientId].includes(name);
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

async function findActorId(db: Db | Tx, name: string): Promise<string | null> {
  const guid = uuidForm.test(name) ? name : null;
  const { rows } = await sql<{ id: string }>`
    SELECT actor.id FROM actor
    LEFT JOIN api_token ON api_token.actor_id = actor.id
    WHERE actor.id = ${guid}::uuid OR api_token.id = ${guid}::uuid OR actor.username = ${`service-account-${name}`}`.execute(
    db,
  );
  return rows[0]?.id ?? null;
}

/**
 * The actor that a question names: by username, client id, id, or the guid of its API token; as it is now, removed ones too.
 * Throws `record_not_found`.
 */
export async function getSubject(db: Db | Tx, name: string): Promise<PrincipalNow> {
  const byName = await findPrincipalByUsername(db, name);
  if (byName !== null) return byName;
  const id = name.includes('\u0000') ? null : await findActorId(db, name);
  const found = id === null ? null : await findPrincipal(db, id);
  if (found !== null) return found;
  throw new CatalogError('record_not_found', `there is no actor \`${name}\``);
}
