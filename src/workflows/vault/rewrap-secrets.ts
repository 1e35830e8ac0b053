import { requireCapability } from '../../access/index.ts';
import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { sql, transact, type Tx } from '../../postgres/index.ts';
import { readVaultStatus, type VaultStatus } from './get-vault-status.ts';
import { columnsOf, sealedRows, vaultOf, type SealedRows } from './sealed-rows.ts';
import type { VaultDeps } from './vault-deps.ts';

export interface RewrapRequest {
  /** Most secrets to look at; 1 to 1,000. */
  readonly limit: number;
  /** Where the batch before ended (`next`); `null` to begin. */
  readonly after: string | null;
}

/** What one batch did, and how the keys stand after it. */
export interface RewrapBatch {
  readonly rewrappedCount: number;
  /** Secrets that did not open, because their key is missing or they were changed. They stay as they are. */
  readonly passedOverCount: number;
  /** Where the next batch goes on; `null` when this one came to the end. */
  readonly next: string | null;
  readonly status: VaultStatus;
}

interface Row {
  readonly id: string;
  readonly sealed: Buffer;
  readonly keyId: string;
}

interface Position {
  readonly table: string;
  /** The last id that was looked at; `null` before the first. */
  readonly id: string | null;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function parsePosition(after: string | null): Position {
  const [table = sealedRows[0]?.table ?? '', id = null] = after?.split(':') ?? [];
  if (sealedRows.some((rows) => rows.table === table) && (id === null || uuid.test(id))) return { table, id };
  throw new CatalogError(
    'field_invalid',
    `\`after\` is \`${String(after)}\`; expected the \`next\` of the batch before`,
  );
}

/**
 * Takes rows in the order of their ids and holds them until the end of the transaction. INVARIANT: whoever changes a secret meanwhile waits,
 * and whoever has just changed it is waited for and read; two nodes that do this at once take turns, batch by batch.
 */
async function holdRows(
  tx: Tx,
  rows: SealedRows,
  { current, position, limit }: { current: string; position: Position; limit: number },
): Promise<readonly Row[]> {
  const { table, sealed, keyId, idType, isBare } = columnsOf(rows);
  const found = await sql<Row>`
    SELECT id::text, ${sealed} AS sealed, ${keyId} AS "keyId" FROM ${table}
    WHERE ${sealed} IS NOT NULL AND (${keyId} <> ${current} OR ${isBare})
      AND (${position.id}::${idType} IS NULL OR id > ${position.id}::${idType})
    ORDER BY id LIMIT ${limit} FOR NO KEY UPDATE`.execute(tx);
  return found.rows;
}

async function storeRows(tx: Tx, rows: SealedRows, changed: readonly Row[]): Promise<void> {
  if (changed.length === 0) return;
  const { table, idType } = columnsOf(rows);
  await sql`
    UPDATE ${table} AS old SET ${sql.ref(rows.sealed)} = new.sealed, ${sql.ref(rows.keyId)} = new.key_id
    FROM unnest(${changed.map(({ id }) => id)}::${idType}[], ${changed.map(({ sealed }) => sealed)}::bytea[],
      ${changed.map(({ keyId }) => keyId)}::text[]) AS new (id, sealed, key_id)
    WHERE old.id = new.id`.execute(tx);
}

interface Outcome {
  readonly lookedAt: readonly Row[];
  readonly rewrappedCount: number;
}

async function rewrapRows(
  tx: Tx,
  { vault }: Pick<VaultDeps, 'vault'>,
  { rows, position, limit }: { rows: SealedRows; position: Position; limit: number },
): Promise<Outcome> {
  const own = vaultOf(vault, rows);
  const lookedAt = await holdRows(tx, rows, { current: own.keyring.keys()[0].id, position, limit });
  const changed = lookedAt.flatMap((row): Row[] => {
    try {
      return [{ id: row.id, ...own.rewrap(rows.nameOf(row.id), row) }];
    } catch {
      // Told by its number: it stays as it is, and the status says under which key.
      return [];
    }
  });
  await storeRows(tx, rows, changed);
  return { lookedAt, rewrappedCount: changed.length };
}

/** Where the batch after this one begins: behind the last row, else at the next table. */
function nextOf({ table }: Position, outcome: Outcome, limit: number): string | null {
  const last = outcome.lookedAt.at(-1);
  if (last !== undefined && outcome.lookedAt.length === limit) return `${table}:${last.id}`;
  return sealedRows[sealedRows.findIndex((rows) => rows.table === table) + 1]?.table ?? null;
}

/**
 * Wraps the data keys of one batch of secrets with the current key; secrets from before there were envelopes get one. Readers are not
 * held up, and several nodes may do it at once. What it is killed in the middle of is done again by the next.
 * Throws `permission_denied`, `field_invalid`.
 */
export async function rewrapSecrets(
  deps: VaultDeps,
  principal: Principal,
  { limit, after }: RewrapRequest,
): Promise<RewrapBatch> {
  requireCapability(principal, 'settings.manage');
  const position = parsePosition(after);
  const rows = sealedRows.find(({ table }) => table === position.table);
  return transact(deps.db, async (tx) => {
    const outcome =
      rows === undefined ? { lookedAt: [], rewrappedCount: 0 } : await rewrapRows(tx, deps, { rows, position, limit });
    const status = await readVaultStatus(tx, deps);
    const { rewrappedCount } = outcome;
    if (rewrappedCount > 0) {
      const detail = { table: position.table, secrets: rewrappedCount, remaining: status.remainingCount };
      const object = { objectKind: 'vault-key', objectId: status.currentKeyId } as const;
      await recordAudit(tx, { actor: principal, action: 'vault-key.rewrap', ...object, detail });
    }
    return {
      rewrappedCount,
      passedOverCount: outcome.lookedAt.length - rewrappedCount,
      next: nextOf(position, outcome, limit),
      status,
    };
  });
}
