import { requireCapability } from '../../access/index.ts';
import type { Principal } from '../../identity/index.ts';
import { readSnapshot, sql, type Db, type Tx } from '../../postgres/index.ts';
import type { VaultDeps } from './vault-deps.ts';
import { columnsOf, sealedRows, vaultOf } from './sealed-rows.ts';
import { findKey, type KeySource } from './wrapping-key.ts';

/**
 * `current`: it wraps. `needed`: secrets lie under it. `removable`: none do, and it may be taken away. `missing`: secrets lie under it and
 * it is not here, so they do not open.
 */
export type VaultKeyState = 'current' | 'needed' | 'removable' | 'missing';

export interface VaultKeyStatus {
  readonly id: string;
  /** `null` for one that is missing. */
  readonly source: KeySource | null;
  readonly state: VaultKeyState;
  /** How many secrets lie under it, in all tables. */
  readonly secretCount: number;
}

export interface VaultStatus {
  readonly currentKeyId: string;
  readonly keys: readonly VaultKeyStatus[];
  readonly secretCount: number;
  /** Secrets to be wrapped anew: under another key than the current one, or sealed before there were envelopes. */
  readonly remainingCount: number;
  /** What keeps a source of keys from being read again; `null` while all is well. */
  readonly problem: string | null;
}

interface Count {
  readonly keyId: string;
  readonly secretCount: number;
  readonly bareCount: number;
}

/** Counts by the id that is known now, whatever the rows call it. */
async function countSecrets(db: Db | Tx, deps: Pick<VaultDeps, 'vault'>): Promise<Count[]> {
  const counts: Count[] = [];
  for (const rows of sealedRows) {
    const { table, sealed, keyId, isBare } = columnsOf(rows);
    const found = await sql<Count>`
      SELECT ${keyId} AS "keyId", count(*)::int AS "secretCount", (count(*) FILTER (WHERE ${isBare}))::int AS "bareCount"
      FROM ${table} WHERE ${sealed} IS NOT NULL GROUP BY 1`.execute(db);
    const keys = vaultOf(deps.vault, rows).keyring.keys();
    for (const count of found.rows) counts.push({ ...count, keyId: findKey(keys, count.keyId)?.id ?? count.keyId });
  }
  return counts;
}

function total(counts: readonly Count[], column: 'secretCount' | 'bareCount'): number {
  return counts.reduce((sum, count) => sum + count[column], 0);
}

function stateOf(isCurrent: boolean, secretCount: number): VaultKeyState {
  if (isCurrent) return 'current';
  return secretCount === 0 ? 'removable' : 'needed';
}

/** Under which keys the secrets lie, as of this statement; for operations that have authorized. */
export async function readVaultStatus(db: Db | Tx, deps: Pick<VaultDeps, 'vault'>): Promise<VaultStatus> {
  const counts = await countSecrets(db, deps);
  const known = deps.vault.keyring.keys();
  const under = (id: string): readonly Count[] => counts.filter(({ keyId }) => keyId === id);
  const missing = new Set(counts.map(({ keyId }) => keyId).filter((id) => findKey(known, id) === undefined));
  const current = under(known[0].id);
  return {
    currentKeyId: known[0].id,
    keys: [
      ...known.map(({ id, source }, index) => {
        const secretCount = total(under(id), 'secretCount');
        return { id, source, state: stateOf(index === 0, secretCount), secretCount };
      }),
      ...[...missing].sort().map((id) => {
        return { id, source: null, state: 'missing' as const, secretCount: total(under(id), 'secretCount') };
      }),
    ],
    secretCount: total(counts, 'secretCount'),
    remainingCount: total(counts, 'secretCount') - total(current, 'secretCount') + total(current, 'bareCount'),
    problem: deps.vault.keyring.problem,
  };
}

/** Which keys the vault has and what lies under each. Throws `permission_denied`. */
export async function getVaultStatus(deps: VaultDeps, principal: Principal): Promise<VaultStatus> {
  requireCapability(principal, 'settings.manage');
  return readSnapshot(deps.db, (tx) => readVaultStatus(tx, deps));
}
