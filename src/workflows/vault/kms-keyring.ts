import { CatalogError, type Logger } from '../../foundation/index.ts';
import { sql, transact, type Db, type Tx } from '../../postgres/index.ts';
import type { KmsClient } from './kms-client.ts';
import { keyIdOf, wrappingKey, type Keyring, type WrappingKey } from './wrapping-key.ts';

export interface KmsKeyringDeps {
  readonly db: Db;
  readonly log: Logger;
  readonly kms: KmsClient;
  /** ARN of the KMS key that new wrapping keys are made with. */
  readonly kmsKey: string;
  /** How often other nodes' new keys are looked for; ten seconds when absent. */
  readonly lookMs?: number;
  /** For how long a new key is known before it wraps; a minute when absent. */
  readonly announcedSeconds?: number;
}

interface KeyRow {
  readonly id: string;
  readonly kmsKey: string;
  readonly wrapped: Buffer;
  readonly ageSeconds: number;
}

/** Any number, the same on every node: who holds it makes keys. */
const makingLock = 4_206_026;
const lookMsDefault = 10_000;
const announcedSecondsDefault = 60;

async function readRows(db: Db | Tx): Promise<readonly KeyRow[]> {
  const { rows } = await sql<KeyRow>`
    SELECT id, kms_key AS "kmsKey", wrapped, extract(epoch FROM now() - created_at)::float8 AS "ageSeconds"
    FROM vault_key ORDER BY created_at, id`.execute(db);
  return rows;
}

async function insertKey(tx: Tx, { kms, kmsKey }: KmsKeyringDeps): Promise<WrappingKey> {
  const { plain, wrapped } = await kms.generateDataKey(kmsKey);
  const key = wrappingKey(plain, 'kms');
  await tx.insertInto('vault_key').values({ id: key.id, kms_key: kmsKey, wrapped }).execute();
  return key;
}

/** Makes the first key under this KMS key, on one node only. */
function ensureKey(deps: KmsKeyringDeps): Promise<void> {
  return transact(deps.db, async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${makingLock})`.execute(tx);
    const rows = await readRows(tx);
    if (!rows.some(({ kmsKey }) => kmsKey === deps.kmsKey)) await insertKey(tx, deps);
  });
}

/**
 * Wrapping keys that AWS KMS made and keeps encrypted in the table `vault_key`: KMS is asked once for each when a node starts, or when
 * another node has made one, and never for a single secret. A new key is announced for a minute before it wraps, so that
 * every node has it by then.
 */
export class KmsKeyring implements Keyring {
  readonly #deps: KmsKeyringDeps;
  readonly #opened = new Map<string, WrappingKey>();
  #rows: readonly KeyRow[] = [];
  #timer: NodeJS.Timeout | undefined;
  #problem: string | null = null;

  constructor(deps: KmsKeyringDeps) {
    this.#deps = deps;
  }

  get problem(): string | null {
    return this.#problem;
  }

  /** Throws `store_unavailable` when KMS does not open the key that wraps: a server that cannot seal does not start. */
  async start(): Promise<void> {
    await ensureKey(this.#deps);
    await this.refresh();
    this.keys();
    this.#timer = setInterval(() => void this.refresh().catch(this.#tell), this.#deps.lookMs ?? lookMsDefault);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  keys(): readonly [WrappingKey, ...WrappingKey[]] {
    const opened = this.#rows.flatMap((row) => {
      const key = this.#opened.get(row.id);
      return key === undefined ? [] : [{ ...row, key }];
    });
    const own = opened.filter(({ kmsKey }) => kmsKey === this.#deps.kmsKey);
    const announced = this.#deps.announcedSeconds ?? announcedSecondsDefault;
    const isFirst = opened.length === own.length && own.length === 1;
    const current = isFirst ? own[0] : (own.findLast(({ ageSeconds }) => ageSeconds >= announced) ?? opened[0]);
    if (current === undefined) {
      const why = this.#problem ?? 'there is none';
      throw new CatalogError('store_unavailable', `no vault key could be opened by AWS KMS: ${why}`);
    }
    return [current.key, ...opened.filter((one) => one !== current).map(({ key }) => key)];
  }

  /** Reads the table again and lets KMS open what is new. A key that KMS refuses is told and passed over. */
  async refresh(): Promise<void> {
    const rows = await readRows(this.#deps.db);
    let problem: string | null = null;
    for (const { id, kmsKey, wrapped } of rows) {
      if (this.#opened.has(id)) continue;
      try {
        this.#opened.set(id, this.#requireSame(id, await this.#deps.kms.decrypt(kmsKey, wrapped)));
      } catch (error) {
        problem = `vault key \`${id}\`: ${error instanceof Error ? error.message : String(error)}`;
        this.#deps.log.warn({ err: error, keyId: id }, 'a vault key cannot be opened by AWS KMS and is passed over');
      }
    }
    this.#rows = rows;
    this.#problem = problem;
  }

  async rotate(): Promise<{ keyId: string; at: Date }> {
    const { id } = await transact(this.#deps.db, async (tx) => {
      await sql`SELECT pg_advisory_xact_lock(${makingLock})`.execute(tx);
      return insertKey(tx, this.#deps);
    });
    await this.refresh();
    const announcedMs = (this.#deps.announcedSeconds ?? announcedSecondsDefault) * 1_000;
    return { keyId: id, at: new Date(Date.now() + announcedMs) };
  }

  /** SECURITY: the row says which key it holds; one that was exchanged for another's is refused. */
  #requireSame(id: string, bytes: Buffer): WrappingKey {
    if (keyIdOf(bytes) === id) return wrappingKey(bytes, 'kms');
    throw new CatalogError('store_unavailable', `the row of vault key \`${id}\` holds another key`);
  }

  readonly #tell = (error: unknown): void => {
    this.#problem = error instanceof Error ? error.message : String(error);
    this.#deps.log.warn({ err: error }, 'the vault keys could not be looked at; those that are known go on being used');
  };
}
