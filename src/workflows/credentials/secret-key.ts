import { isJsonObject, redact, type JsonValue } from '../../foundation/index.ts';

const secretKey = /pass|secret|private|token|credential|api[_-]?key|access[_-]?key|signature|cert/i;
const secretText = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** Whether the name of an entry says that it holds a secret. */
export function isSecretKey(key: string): boolean {
  return secretKey.test(key);
}

function holdsSecret(value: JsonValue): boolean {
  if (typeof value === 'string') return secretText.test(value) || redact(value) !== value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).some(holdsSecret);
  return isJsonObject(value) && Object.entries(value).some(([key, inner]) => isSecretEntry(key, inner));
}

/**
 * Whether an entry of `extra` holds a secret, judged by its name, by the names inside it, and by what no other text looks like.
 * Such entries are never answered and never logged, and whole: what lies beside a secret is not worth taking it apart.
 */
export function isSecretEntry(key: string, value: JsonValue): boolean {
  return isSecretKey(key) || holdsSecret(value);
}
