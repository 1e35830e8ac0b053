import { sql, type Tx } from '../../postgres/index.ts';

/**
 * Holds, until the caller's transaction ends, the secret from which everything began that a presented secret was made from: an API token's,
 * an OAuth client's, a session. Answers its id, which becomes the parent of what is made now, or `null` when it is not live any more.
 * SECURITY: were the presented secret itself the parent, a chain of short-lived secrets, each made with the one before, would outlive the
 * end of the one it began with, and the rotation that was meant to end a theft. This way everything hangs on the first directly.
 */
export async function holdRootSecret(tx: Tx, secretId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    SELECT root.id
    FROM secret AS presented JOIN secret AS root ON root.id = coalesce(presented.parent_id, presented.id)
    WHERE presented.id = ${secretId} AND presented.retired_at IS NULL AND root.retired_at IS NULL
      AND coalesce(least(root.expires_at, root.retires_at) > now(), true)
    FOR SHARE`.execute(tx);
  return rows[0]?.id ?? null;
}
