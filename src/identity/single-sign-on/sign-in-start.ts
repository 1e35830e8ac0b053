import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import { networkOf } from '../limits/network-of.ts';

/** How long a person may take at the provider. */
export const startSeconds = 600;
/** What one network may have under way; beyond, its own oldest go. A stranger can so neither fill the table nor lock others out. */
const startsPerNetworkMax = 200;

const startPattern = /^[\w-]{43}$/;

/**
 * What one sign-in at a provider is held together by. All of it follows from the secret in the browser's cookie, so the database
 * holds nothing that could finish a sign-in.
 */
export interface StartProofs {
  readonly state: string;
  readonly nonce: string;
  /** RFC 7636: 43 characters, 256 bits. */
  readonly codeVerifier: string;
}

function derive(secret: string, purpose: string): string {
  return createHmac('sha256', Buffer.from(secret, 'base64url')).update(`clavis sso ${purpose}`).digest('base64url');
}

export function proofsOf(secret: string): StartProofs {
  return { state: derive(secret, 'state'), nonce: derive(secret, 'nonce'), codeVerifier: derive(secret, 'verifier') };
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Whether a cookie can be the secret of a start; anything else is none. */
export function isStartSecret(text: string | undefined): text is string {
  return text !== undefined && startPattern.test(text);
}

/** Compared in constant time: the state travels through other hands. */
export function isStateOf(secret: string, state: string): boolean {
  const [expected, given] = [digestOf(proofsOf(secret).state), digestOf(state)];
  return timingSafeEqual(expected, given);
}

export interface NewStart {
  readonly providerId: string;
  /** A path of this server, checked. */
  readonly returnTo: string;
  readonly address: string;
}

/** Notes that a browser is sent to a provider; answers the secret for its cookie. */
export async function insertStart(tx: Tx, start: NewStart): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  const network = networkOf(start.address);
  await tx
    .insertInto('sso_transaction')
    .values({
      digest: digestOf(secret),
      provider_id: start.providerId,
      return_to: start.returnTo,
      network,
      expires_at: sql<Date>`now() + make_interval(secs => ${startSeconds})`,
    })
    .execute();
  await sql`
    DELETE FROM sso_transaction WHERE expires_at < now() OR digest IN (
      SELECT digest FROM sso_transaction WHERE network = ${network}
      ORDER BY created_at DESC, digest OFFSET ${startsPerNetworkMax})`.execute(tx);
  return secret;
}

export interface SpentStart {
  readonly providerId: string;
  readonly returnTo: string;
}

/**
 * The start that the secret belongs to; `null` when it was used before, is too old or never was.
 * INVARIANT: finding it and spending it are one statement; of two callbacks at one moment one goes on.
 */
export async function spendStart(db: Db | Tx, secret: string): Promise<SpentStart | null> {
  const { rows } = await sql<SpentStart & { isLive: boolean }>`
    DELETE FROM sso_transaction WHERE digest = ${digestOf(secret)}
    RETURNING provider_id AS "providerId", return_to AS "returnTo", expires_at > now() AS "isLive"`.execute(db);
  const [spent] = rows;
  return spent?.isLive === true ? { providerId: spent.providerId, returnTo: spent.returnTo } : null;
}
