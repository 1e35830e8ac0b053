import { isJsonObject, redact, type JsonValue } from '../../foundation/index.ts';
import { isSecretEntry } from '../credentials/secret-key.ts';
import type { Credential } from '../package.ts';

/**
 * Takes the secrets of opened credentials out of texts that people will read.
 * SECURITY: error messages of other systems sometimes repeat what they were sent; a package cannot foresee which.
 */
export interface Scrubber {
  learn(credential: Credential): void;
  scrub(text: string): string;
  /** An error for the log that says the same without the secrets, causes included; what is no error becomes one. */
  scrubError(error: unknown): Error;
}

/** Shorter values are ordinary words (`true`, a region, a port) more often than secrets. */
const secretLengthMin = 8;
const causesMax = 5;

function textsIn(value: JsonValue): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap(textsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

/** The text as programs write it: inside JSON, inside a URL, in base64 and in hex. */
function spellings(text: string): string[] {
  const bytes = Buffer.from(text);
  const inUrl = encodeURIComponent(text);
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    ...[inUrl, inUrl.replaceAll('%20', '+')],
    ...[bytes.toString('base64'), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')],
    bytes.toString('hex'),
  ];
}

export function createScrubber(): Scrubber {
  let secrets: readonly string[] = [];
  const remember = (...texts: string[]): void => {
    const known = new Set([...secrets, ...texts.flatMap(spellings)].filter(({ length }) => length >= secretLengthMin));
    // The longest first: of a secret that begins another one's text nothing may be left over.
    secrets = [...known].sort((one, other) => other.length - one.length);
  };
  const scrub = (text: string): string =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), redact(text));
  const scrubError = (error: unknown, depth = 0): Error => {
    if (!(error instanceof Error)) return new Error(scrub(String(error)));
    const cause = error.cause === undefined || depth === causesMax ? {} : { cause: scrubError(error.cause, depth + 1) };
    const scrubbed = new Error(scrub(error.message), cause);
    scrubbed.name = error.name;
    scrubbed.stack = scrub(error.stack ?? '');
    return scrubbed;
  };
  return {
    learn: ({ username, password, extra }) => {
      if (password !== null && password.length >= secretLengthMin) {
        // And as HTTP's basic authentication sends it.
        remember(password, `${username ?? ''}:${password}`);
      }
      for (const [key, value] of Object.entries(extra)) {
        if (isSecretEntry(key, value)) remember(...textsIn(value).filter(({ length }) => length >= secretLengthMin));
      }
    },
    scrub,
    scrubError: (error) => scrubError(error),
  };
}
