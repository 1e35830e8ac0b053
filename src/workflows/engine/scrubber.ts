import { isJsonObject, redact, type JsonValue } from '../../foundation/index.ts';
import { isSecretKey } from '../credentials/secret-key.ts';
import type { Credential } from '../package.ts';

/**
 * Takes the secrets of opened credentials out of texts that people will read.
 * SECURITY: error messages of other systems sometimes repeat what they were sent; a package cannot foresee which.
 */
export interface Scrubber {
  learn(credential: Credential): void;
  scrub(text: string): string;
}

/** Shorter values are ordinary words (`true`, a region, a port) more often than secrets. */
const secretLengthMin = 8;

function textsIn(value: JsonValue): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap(textsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

export function createScrubber(): Scrubber {
  const secrets = new Set<string>();
  const remember = (text: string): void => {
    if (text.length < secretLengthMin) return;
    secrets.add(text);
    // As it stands inside JSON, and inside a URL.
    secrets.add(JSON.stringify(text).slice(1, -1));
    secrets.add(encodeURIComponent(text));
  };
  return {
    learn: ({ password, extra }) => {
      if (password !== null) remember(password);
      for (const [key, value] of Object.entries(extra)) if (isSecretKey(key)) textsIn(value).forEach(remember);
    },
    scrub: (text) => [...secrets].reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), redact(text)),
  };
}
