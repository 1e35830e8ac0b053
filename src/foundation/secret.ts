import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * What a secret opens: `api` API token, `ref` Alation refresh token, `acc` Alation access token,
 * `usr` user bearer or OAuth access token, the signed ones too, `cli` OAuth client secret, `ses` browser session.
 */
export type SecretKind = 'api' | 'ref' | 'acc' | 'usr' | 'cli' | 'ses';

/** A secret whose format and checksum are right; whether it is live only the database knows. */
export interface ParsedSecret {
  readonly kind: SecretKind;
  readonly text: string;
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const bodyLength = 43;
const checksumLength = 6;
const secretPattern = /^clv_(api|ref|acc|usr|cli|ses)_[0-9A-Za-z]{49}$/;

/**
 * How every signed access token begins: `{"alg":"RS256","typ":"at+jwt"` in base64url (RFC 9068). The members of the header stand in this
 * order so that one of ours is told from every other JWT, id tokens included, by its first characters.
 */
export const signedTokenStart = 'eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dC';
/** The rest of the header with the id of a key, claims, and a signature by a key of 3072 bits; far below what a header line may be. */
const signedTokenRest = '[\\w-]{20,200}\\.[\\w-]{40,3000}\\.[\\w-]{512}';
const signedTokenPattern = new RegExp(`^${signedTokenStart}${signedTokenRest}$`);

/** The pattern of every secret of this product wherever it stands in a text; for redaction and for scanners. */
export const secretInText = new RegExp(
  `clv_(?:api|ref|acc|usr|cli|ses)_[0-9A-Za-z]{49}|${signedTokenStart}${signedTokenRest}`,
  'g',
);

function toBase62(value: bigint, length: number): string {
  let rest = value;
  let text = '';
  for (let index = 0; index < length; index += 1) {
    text = base62.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}

function checksum(payload: string): string {
  return toBase62(BigInt(crc32(payload)), checksumLength);
}

/**
 * A new secret: `clv_<kind>_<43 base62><6 base62>`, 256 random bits and the CRC-32 of everything before it.
 * SECURITY: one big integer turned to base 62, never `byte % 62`, so that no character is likelier than another.
 */
export function createSecret(kind: SecretKind): string {
  const payload = `clv_${kind}_${toBase62(BigInt(`0x${randomBytes(32).toString('hex')}`), bodyLength)}`;
  return payload + checksum(payload);
}

/**
 * The secret in `text`, or `null` when its form or its checksum is wrong. Costs no database work.
 * A signed token is judged by its form alone and its signature not at all: it is a secret that is looked up like the others, and one that
 * nobody issued is not found.
 * SECURITY: the checksum is no secret; refusing early tells a stranger nothing.
 */
export function parseSecret(text: string): ParsedSecret | null {
  if (signedTokenPattern.test(text)) return { kind: 'usr', text };
  const match = secretPattern.exec(text);
  if (match === null) return null;
  const payload = text.slice(0, -checksumLength);
  if (checksum(payload) !== text.slice(-checksumLength)) return null;
  return { kind: match[1] as SecretKind, text };
}

/** SHA-256 of the whole secret, 32 bytes: the only form of it that is ever stored. */
export function digestSecret(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
