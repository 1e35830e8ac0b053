import type { Adapter, AdapterPayload } from 'oidc-provider';
import { isCatalogError, isGuid, parseJson, type JsonObject } from '../../foundation/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import { digestArtifact, findArtifact, sweepArtifacts, type ArtifactKind, type ArtifactRow } from './artifacts.ts';
import { endGrant } from './grants.ts';
import { spendSignInBegun } from './oauth-budget.ts';
import { OauthRefusal } from './oauth-refusal.ts';
import { newSuccession, successorOf } from './refresh-succession.ts';

/** What a store needs: the database, and where the request that is being answered came from. */
export interface OauthStoreDeps extends IdentityDeps {
  readonly originNow: () => RequestOrigin;
}

/** How long a used refresh token still gives its one successor (security design, A11). */
const reuseSeconds = 30;

const foreignKeyViolation = '23503';

/** Whether the grant that a row belongs to has ended meanwhile. */
export function isGrantGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === foreignKeyViolation;
}

/**
 * What of an artifact is stored.
 * SECURITY: never the id or the user code, which are what the other side proves itself with. Of the library's browser session nothing but
 * its anti-forgery state: who is signed in is our own session's to say, each time anew.
 */
function storedPayload(kind: ArtifactKind, payload: AdapterPayload, origin: RequestOrigin): JsonObject {
  const { jti: _jti, userCode: _userCode, session: _session, deviceCode: _deviceCode, ...others } = payload;
  // The address at which an interaction goes on holds its id; whoever has the id knows it.
  const { returnTo: _returnTo, ...rest } = others;
  if (kind === 'Session') return parseJson(JSON.stringify({ kind, uid: rest.uid, state: rest.state })) as JsonObject;
  const from = kind === 'Interaction' ? { origin } : {};
  return parseJson(JSON.stringify({ ...rest, ...from })) as JsonObject;
}

/**
 * An artifact as the library reads it. Its times are given by this process's clock, as far away as they are by the database's: whether
 * something has run out is thereby the database's to say.
 */
function loadedPayload(deps: OauthStoreDeps, id: string, row: ArtifactRow): AdapterPayload {
  const now = Math.floor(deps.clock.now().getTime() / 1000);
  return {
    ...row.payload,
    jti: id,
    iat: now - Math.round(row.ageSeconds),
    exp: now + Math.floor(row.secondsLeft),
    ...(row.consumedSecondsAgo === null ? {} : { consumed: now - Math.round(row.consumedSecondsAgo) }),
    ...(row.succession === null ? {} : { succession: row.succession.toString('base64url') }),
  };
}

/** Whether a used refresh token may be used once more: at once, and as long as nobody has used its successor. */
async function isSecondAnswer(deps: OauthStoreDeps, id: string, row: ArtifactRow): Promise<boolean> {
  if (row.consumedSecondsAgo === null || row.consumedSecondsAgo > reuseSeconds || row.succession === null) return false;
  const successor = await findArtifact(deps.db, 'RefreshToken', successorOf(id, row.succession));
  return successor === null || successor.consumedSecondsAgo === null;
}

/** SECURITY: a used refresh token that comes back is in two hands; the whole family ends (RFC 9700, section 4.14). */
async function findRefreshToken(deps: OauthStoreDeps, id: string): Promise<AdapterPayload | undefined> {
  const row = await findArtifact(deps.db, 'RefreshToken', id);
  if (row === null) return undefined;
  if (row.consumedSecondsAgo === null) return loadedPayload(deps, id, row);
  if (await isSecondAnswer(deps, id, row)) return loadedPayload(deps, id, { ...row, consumedSecondsAgo: null });
  const { grantId } = row;
  if (grantId !== null)
    await transact(deps.db, (tx) =>
      endGrant(tx, { id: grantId, reason: 'refresh token reused', origin: deps.originNow() }),
    );
  return undefined;
}

async function findOne(deps: OauthStoreDeps, kind: ArtifactKind, id: string): Promise<AdapterPayload | undefined> {
  if (kind === 'RefreshToken') return findRefreshToken(deps, id);
  const row = await findArtifact(deps.db, kind, id);
  return row === null ? undefined : loadedPayload(deps, id, row);
}

interface Saved {
  readonly id: string;
  readonly payload: AdapterPayload;
  readonly lifetimeSeconds: number;
}

/** Sessions and interactions are saved again and again; a code or token is made once, whoever else makes the same at the same moment. */
async function save(deps: OauthStoreDeps, kind: ArtifactKind, { id, payload, lifetimeSeconds }: Saved): Promise<void> {
  const stored = JSON.stringify(storedPayload(kind, payload, deps.originNow()));
  const userCode = payload.userCode === undefined ? null : digestArtifact('UserCode', payload.userCode);
  const grantId = payload.grantId !== undefined && isGuid(payload.grantId) ? payload.grantId : null;
  const succession = kind === 'RefreshToken' ? newSuccession() : null;
  const again =
    kind === 'Session' || kind === 'Interaction'
      ? sql`DO UPDATE SET payload = excluded.payload, expires_at = excluded.expires_at`
      : sql`DO NOTHING`;
  if (kind === 'Interaction' || kind === 'DeviceCode') await spendSignInBegun(deps.db, deps.originNow().address);
  if (kind !== 'RefreshToken') await sweepArtifacts(deps.db);
  await sql`
    INSERT INTO oauth_artifact (digest, kind, user_code, grant_id, payload, succession, expires_at)
    VALUES (${digestArtifact(kind, id)}, ${kind}, ${userCode}, ${grantId}, ${stored}, ${succession},
            now() + make_interval(secs => ${lifetimeSeconds}))
    ON CONFLICT (digest) ${again}`.execute(deps.db);
}

/**
 * Marks a code as used.
 * INVARIANT: finding it unused and marking it are one statement: of two uses of a code at one moment one succeeds, and the other ends
 * the grant (RFC 6749, section 4.1.2). Two uses of a refresh token both get its one successor.
 */
async function consume(deps: OauthStoreDeps, kind: ArtifactKind, id: string): Promise<void> {
  const won = await deps.db
    .updateTable('oauth_artifact')
    .set({ consumed_at: sql<Date>`now()` })
    .where('digest', '=', digestArtifact(kind, id))
    .where('consumed_at', 'is', null)
    .executeTakeFirst();
  if (won.numUpdatedRows > 0n || kind === 'RefreshToken') return;
  const row = await findArtifact(deps.db, kind, id);
  const grantId = row?.grantId ?? null;
  if (grantId !== null)
    await transact(deps.db, (tx) => endGrant(tx, { id: grantId, reason: 'code used twice', origin: deps.originNow() }));
  throw new OauthRefusal('invalid_grant', 'the code was used before');
}

/** Storage for one kind of artifact. Throws `OauthRefusal` where a grant has ended or a code was used meanwhile. */
export function createArtifactStore(deps: OauthStoreDeps, kind: ArtifactKind): Adapter {
  return {
    upsert: async (id, payload, lifetimeSeconds = 0) => {
      try {
        await save(deps, kind, { id, payload, lifetimeSeconds });
      } catch (error) {
        if (isCatalogError(error) || !isGrantGone(error)) throw error;
        throw new OauthRefusal('invalid_grant', 'the grant has ended');
      }
    },
    find: (id) => findOne(deps, kind, id),
    // Our own pages look user codes up, with a budget; see `device-requests.ts`.
    findByUserCode: () => Promise.resolve(undefined),
    // No token hangs on the library's browser session.
    findByUid: () => Promise.resolve(undefined),
    consume: (id) => consume(deps, kind, id),
    destroy: async (id) => {
      await deps.db.deleteFrom('oauth_artifact').where('digest', '=', digestArtifact(kind, id)).execute();
    },
    // Whatever hangs on a grant ends with its row.
    revokeByGrantId: () => Promise.resolve(),
  };
}
