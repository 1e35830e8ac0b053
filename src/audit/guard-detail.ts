import {
  digestSecret,
  invariant,
  isJsonObject,
  secretInText,
  type JsonObject,
  type JsonValue,
} from '../foundation/index.ts';

/** Names under which a value is a secret whatever it looks like; compared without case, `_` and `-`. */
const secretNames = new Set([
  'accesstoken',
  'apikey',
  'authorization',
  'bearer',
  'cookie',
  'credentials',
  'password',
  'passwordhash',
  'privatekey',
  'refreshtoken',
  'secret',
  'secretaccesskey',
  'sessiontoken',
]);

/** Credentials of other systems that announce themselves: bearer headers, JWTs, PEM keys, AWS access key ids. */
const foreignSecrets =
  /bearer\s+[^\s"']+|eyJ[\w-]+\.[\w-]+\.[\w-]*|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/gi;

/** What no text column can hold, U+0000 and halves of surrogate pairs, becomes U+FFFD: what is stored is what was sealed. */
function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\ufffd');
}

/**
 * The text with every secret taken out.
 * SECURITY: one of our own secrets becomes its SHA-256, so that what a leaked token did can be found by whoever holds
 * that token, and by nobody else; 256 random bits cannot be guessed back. Foreign secrets may be guessable and become
 * a plain mark.
 */
export function guardText(text: string): string {
  return storableText(text)
    .replace(secretInText, (secret) => `sha256:${digestSecret(secret).toString('hex')}`)
    .replace(foreignSecrets, '[redacted]');
}

function guardValue(value: JsonValue): JsonValue {
  if (typeof value === 'string') return guardText(value);
  if (Array.isArray(value)) return value.map((item: JsonValue) => guardValue(item));
  return isJsonObject(value) ? guardDetail(value) : value;
}

/**
 * The detail of a record without secrets.
 * SECURITY: a value under a name such as `password` is refused, not hashed: it may be guessable, and the caller that
 * put it there has a fault. The whole transaction fails, so the fault cannot go unnoticed.
 */
export function guardDetail(detail: JsonObject): JsonObject {
  const guarded = Object.entries(detail).map(([name, value]): [string, JsonValue] => {
    const isSecret = secretNames.has(name.toLowerCase().replaceAll(/[_-]/g, ''));
    invariant(!isSecret || value === null || typeof value === 'boolean', `audit detail may not hold \`${name}\``);
    return [guardText(name), guardValue(value)];
  });
  return Object.fromEntries(guarded);
}
