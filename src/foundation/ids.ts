import { randomInt, randomUUID } from 'node:crypto';

const alphanumerics = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const lowerAlphanumerics = '0123456789abcdefghijklmnopqrstuvwxyz';

function randomText(alphabet: string, length: number): string {
  let text = '';
  for (let index = 0; index < length; index += 1) text += alphabet.charAt(randomInt(alphabet.length));
  return text;
}

/** A random UUID version 4, the form of every guid on the Atlan wire. */
export function newGuid(): string {
  return randomUUID();
}

/** A random id of `[0-9A-Za-z]`, as server-made qualified names carry it. Never `_` or `-`. */
export function newNanoid(length = 22): string {
  return randomText(alphanumerics, length);
}

/** The five lower-case characters that tell one run of a workflow from the next. */
export function newRunSuffix(): string {
  return randomText(lowerAlphanumerics, 5);
}

const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text that a caller sent can be a guid; PostgreSQL refuses any other as a fault of the statement. */
export function isGuid(text: string): boolean {
  return guidPattern.test(text);
}
