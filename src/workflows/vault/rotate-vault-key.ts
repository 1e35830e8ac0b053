import { requireCapability } from '../../access/index.ts';
import { recordAudit } from '../../audit/index.ts';
import type { Principal } from '../../identity/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import type { VaultDeps } from './vault-deps.ts';

/** A wrapping key that was made. */
export interface RotatedVaultKey {
  readonly keyId: string;
  readonly formerKeyId: string;
  /** When it takes over. */
  readonly at: Date;
}

/** Any number, the same on every node: two rotations at once must not lose one of the keys. */
const rotationLock = 4_206_027;

/**
 * Makes a new wrapping key; the former ones go on opening what they wrapped. Should its record fail, the key is there all the
 * same and shows in the status: taking it away again could lose what another node has sealed meanwhile. Throws `permission_denied`, `state_conflict` where the server does not make its keys, saying who does and how.
 */
export async function rotateVaultKey(deps: VaultDeps, principal: Principal): Promise<RotatedVaultKey> {
  requireCapability(principal, 'settings.manage');
  const { keyring } = deps.vault;
  return transact(deps.db, async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${rotationLock})`.execute(tx);
    const formerKeyId = keyring.keys()[0].id;
    const made = await keyring.rotate();
    const object = { objectKind: 'vault-key', objectId: made.keyId } as const;
    await recordAudit(tx, { actor: principal, action: 'vault-key.create', ...object, detail: { formerKeyId } });
    return { ...made, formerKeyId };
  });
}
