import type { JsonValue } from './json.ts';

const [quote, backslash] = ['"'.charCodeAt(0), '\\'.charCodeAt(0)];

/** The index behind the closing quote of the string that is open at `at`, in JSON that is known to be valid. */
function endOfString(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) !== quote) end += text.charCodeAt(end) === backslash ? 2 : 1;
  return end + 1;
}

/** Whether the key of any member is written with a backslash, in JSON that is known to be valid. */
function hasEscapedKey(text: string): boolean {
  const colon = /\s*:/y;
  // Outside a string there is no backslash, so each one found is the first of its string.
  for (let at = text.indexOf('\\'); at !== -1; at = text.indexOf('\\', colon.lastIndex)) {
    const end = endOfString(text, at);
    colon.lastIndex = end;
    if (colon.test(text)) return true;
    colon.lastIndex = end;
  }
  return false;
}

/** Brackets, and what stands between commas and colons. */
function* tokensOf(text: string): Generator<string> {
  const token = /[[\]{}"]|[^\s,:[\]{}"]+/g;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[0] === '"') token.lastIndex = endOfString(text, found.index + 1);
    yield text.slice(found.index, token.lastIndex);
  }
}

/** The object whose keys and values came in turn. A key said twice has its last value; `__proto__` is a key like any other. */
function objectOf(parts: readonly JsonValue[]): JsonValue {
  const members: [string, JsonValue][] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) members.push([String(parts[at]), parts[at + 1] ?? null]);
  return Object.fromEntries(members);
}

/** Reads JSON that is known to be valid, every string on its own. Does not recurse, so no depth is too much for it. */
function readByTokens(text: string): JsonValue {
  let parts: JsonValue[] = [];
  const outer: JsonValue[][] = [];
  for (const token of tokensOf(text)) {
    if (token === '{' || token === '[') {
      outer.push(parts);
      parts = [];
    } else if (token === '}' || token === ']') {
      const value = token === ']' ? parts : objectOf(parts);
      parts = outer.pop() ?? [];
      parts.push(value);
    } else parts.push(JSON.parse(token) as JsonValue);
  }
  return parts[0] ?? null;
}

/**
 * The value of a JSON text; throws the `SyntaxError` of `JSON.parse`.
 *
 * SECURITY: never `JSON.parse` for what comes from elsewhere. V8 takes a key written with a backslash for another one that
 * any earlier text of the process brought (nodejs/node issue 63785): after `{"a":1,"\\":2}`, the second key of
 * `{"a":1,"\"":2}` is read as `\`. So one caller could change what another one's request means, and make an untouched
 * audit record look forged. Texts without such keys, nearly all of them, are read by `JSON.parse`.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return text.includes('\\') && hasEscapedKey(text) ? readByTokens(text) : value;
}

/** The same, and `undefined` for a text that is no JSON. */
export function tryParseJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
