import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'oidc-provider';
import { recordAudit, systemActor, type AuditActor } from '../../audit/index.ts';
import { CatalogError, type Clock, type JsonObject, type Logger } from '../../foundation/index.ts';
import { sql, transact, type Db, type Tx } from '../../postgres/index.ts';
import type { SecretSealer } from '../single-sign-on/secret-sealer.ts';
import { signedTokenSecondsMax } from './issue-signed-token.ts';

export interface SigningKeyDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly sealer: SecretSealer;
}

/** Any number, the same on every node: who holds it makes keys. */
const signingKeyLock = 4_206_010;

/** A new key is published this long before anything is signed with it, so that whoever verifies has fetched it. */
const publishedSeconds = 10 * 60;
/**
 * A key stays published this long after the next one was added. It signs on for ten minutes, on a node that has not heard of that for one
 * more, and what it signs lives for three days at most.
 */
const keptSeconds = signedTokenSecondsMax + 60 * 60;

/** SECURITY: ties the sealed key to its row and to this purpose; nothing else that the same key seals opens as a signing key. */
export function signingKeySealName(id: string): string {
  return `oauth signing key ${id}`;
}

async function insertSigningKey(tx: Tx, { sealer }: SigningKeyDeps, actor: AuditActor): Promise<string> {
  const id = randomUUID();
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 3072 });
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid: id, alg: 'RS256', use: 'sig' } as JsonObject;
  const { sealed, keyId } = sealer.seal(signingKeySealName(id), jwk);
  await tx.insertInto('oauth_signing_key').values({ id, sealed, seal_key: keyId }).execute();
  await recordAudit(tx, {
    actor,
    action: 'oauth-signing-key.create',
    objectKind: 'oauth-signing-key',
    objectId: id,
  });
  return id;
}

interface KeyRow {
  readonly id: string;
  readonly sealed: Buffer;
  readonly keyId: string;
  readonly ageSeconds: number;
}

async function readKeys(db: Db | Tx): Promise<readonly KeyRow[]> {
  const { rows } = await sql<KeyRow>`
    SELECT id, sealed, seal_key AS "keyId", extract(epoch FROM now() - created_at)::float8 AS "ageSeconds"
    FROM oauth_signing_key ORDER BY created_at, id`.execute(db);
  return rows;
}

function openKey({ sealer, log }: SigningKeyDeps, row: KeyRow): readonly (JWK & { readonly ageSeconds: number })[] {
  try {
    return [{ ...(sealer.open(signingKeySealName(row.id), row) as JWK), ageSeconds: row.ageSeconds }];
  } catch (error) {
    log.warn({ err: error, keyId: row.id }, 'a signing key of OpenID Connect cannot be opened and is passed over');
    return [];
  }
}

/**
 * The keys to publish, the one to sign with first: the newest that has been published for ten minutes, or the oldest when none has.
 * Those that were followed by another more than three days and an hour ago are left out.
 */
function inUse(keys: readonly (JWK & { readonly ageSeconds: number })[]): readonly JWK[] {
  const current = keys.findLast(({ ageSeconds }) => ageSeconds >= publishedSeconds) ?? keys[0];
  const kept = keys.filter((_key, index) => {
    const next = keys[index + 1];
    return next === undefined || next.ageSeconds < keptSeconds;
  });
  const others = kept.filter((key) => key !== current);
  return [...(current === undefined ? [] : [current]), ...others].map(({ ageSeconds: _age, ...jwk }) => jwk);
}

/** The signing keys of all nodes, the one to sign with first; makes the first one when there is none. */
export async function loadSigningKeys(deps: SigningKeyDeps): Promise<readonly JWK[]> {
  const opened = (await readKeys(deps.db)).flatMap((row) => openKey(deps, row));
  if (opened.length > 0) return inUse(opened);
  return transact(deps.db, async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${signingKeyLock})`.execute(tx);
    const before = (await readKeys(tx)).flatMap((row) => openKey(deps, row));
    if (before.length === 0) await insertSigningKey(tx, deps, systemActor);
    return inUse((await readKeys(tx)).flatMap((row) => openKey(deps, row)));
  });
}

/** The half of a key that everybody may have; named member by member, so that no private one slips through. */
export function publicHalf({ kty, n, e, kid, alg, use }: JWK): JWK {
  return { kty, n, e, kid, alg, use };
}

/**
 * Adds a key that takes over in ten minutes, on every node; answers its id. The one before it stays published for three days.
 * Throws `state_conflict` while the one that was added last has not taken over yet.
 */
export async function addSigningKey(deps: SigningKeyDeps, actor: AuditActor): Promise<string> {
  await loadSigningKeys(deps);
  return transact(deps.db, async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${signingKeyLock})`.execute(tx);
    const newest = (await readKeys(tx)).at(-1);
    if (newest !== undefined && newest.ageSeconds < publishedSeconds) {
      throw new CatalogError(
        'state_conflict',
        `the signing key \`${newest.id}\` was just added; wait until it has taken over`,
      );
    }
    return insertSigningKey(tx, deps, actor);
  });
}
