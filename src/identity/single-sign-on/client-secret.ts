import { CatalogError } from '../../foundation/index.ts';
import type { Db, Tx } from '../../postgres/index.ts';
import type { SecretSealer } from './secret-sealer.ts';

/** What of a client secret goes into the row of its provider. */
export interface SealedColumns {
  readonly client_secret_sealed: Buffer | null;
  readonly client_secret_key_id: string | null;
}

/** Seals a client secret for one provider; `null` for a client without one. */
export function sealClientSecret(sealer: SecretSealer, id: string, clientSecret: string | null): SealedColumns {
  if (clientSecret === null) return { client_secret_sealed: null, client_secret_key_id: null };
  const { sealed, keyId } = sealer.seal(id, { clientSecret });
  return { client_secret_sealed: sealed, client_secret_key_id: keyId };
}

/** The client secret of a provider; `null` for a public client. Throws `store_unavailable` when it cannot be opened. */
export async function readClientSecret(
  { sealer }: { readonly sealer: SecretSealer },
  db: Db | Tx,
  id: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('identity_provider')
    .where('id', '=', id)
    .select(['client_secret_sealed as sealed', 'client_secret_key_id as keyId'])
    .executeTakeFirst();
  if (row === undefined || row.sealed === null || row.keyId === null) return null;
  const { clientSecret } = sealer.open(id, { sealed: row.sealed, keyId: row.keyId });
  if (typeof clientSecret === 'string') return clientSecret;
  throw new CatalogError('store_unavailable', 'the client secret of a provider cannot be opened');
}
