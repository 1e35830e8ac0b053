import { isUtf8 } from 'node:buffer';
import { CatalogError, parseJson } from '../../foundation/index.ts';
import { findJsonFault } from './json-fault.ts';

/** How deep arrays and objects may stand inside each other; real bodies stay below ten. */
const bodyDepthMax = 100;

function requireDepth(bytes: Buffer): void {
  if (bytes.length <= bodyDepthMax) return;
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (quoted) {
      if (byte === 0x5c) index += 1;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > bodyDepthMax) {
        throw new CatalogError('body_malformed', `the body is nested deeper than ${String(bodyDepthMax)} levels`);
      }
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
}

function faultMessage(text: string): string {
  const fault = findJsonFault(text);
  if (fault === null) return 'the body is not JSON';
  const before = text.slice(0, fault.offset);
  const line = before.split('\n').length;
  const column = fault.offset - (before.lastIndexOf('\n') + 1) + 1;
  const place = `line ${String(line)}, column ${String(column)} (character ${String(fault.offset)})`;
  const character = text.at(fault.offset);
  const found = character === undefined ? 'the text ends' : `found \`${character}\``;
  return `the body is not JSON: at ${place} ${found}, expected ${fault.expected}`;
}

const suspiciousEscape = /\\u(?:0000|[dD][89A-Fa-f])/;

function storable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

/** Where the first text stands that no database column can hold, or `null`. Walks without recursion. */
function findUnstorable(root: unknown): string | null {
  const pending: { path: string; value: unknown }[] = [{ path: '', value: root }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { path, value } = next;
    if (typeof value === 'string') {
      if (!storable(value)) return path;
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        const memberPath = path === '' ? key : `${path}.${key}`;
        pending.push({ path: memberPath, value: member }, { path: memberPath, value: key });
      }
    }
  }
  return null;
}

function parseText(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new CatalogError('body_malformed', faultMessage(text));
  }
}

/**
 * The value of a JSON body, or `undefined` when there is none.
 * COMPAT: clients label empty bodies as JSON, and one sends the text `""` where it has nothing to say; both are no body.
 * Throws `body_malformed` for what is not UTF-8, not JSON (naming the place), nested too deep, or holds U+0000 or half a
 * surrogate pair, which PostgreSQL cannot store.
 */
export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new CatalogError('body_malformed', 'the body is not UTF-8');
  requireDepth(bytes);
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') return undefined;
  const value = parseText(text);
  if (value === '') return undefined;
  const unstorable = suspiciousEscape.test(text) ? findUnstorable(value) : null;
  if (unstorable !== null) {
    throw new CatalogError(
      'body_malformed',
      `\`${unstorable}\` holds U+0000 or half a surrogate pair; accepted: any other Unicode text`,
    );
  }
  return value;
}
