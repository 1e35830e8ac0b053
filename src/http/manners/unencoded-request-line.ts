import { encodeQuery, parseQueryString } from './query-string.ts';

/** The head of a request that Node's parser refused because its target was not encoded. */
export interface MendedRequest {
  readonly method: 'GET' | 'HEAD';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const requestLine = /^(GET|HEAD) (\/[^\r\n]*) HTTP\/1\.[01]$/;
const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n]*?)[ \t]*$/;
const wellFormedTarget = /^[!-~]+$/;
// eslint-disable-next-line no-control-regex -- control characters are what must not stand in a target
const controlCharacter = /[\u0000-\u001f\u007f]/;

function parseHeaders(lines: readonly string[]): Record<string, string> | null {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const match = headerLine.exec(line);
    const name = match?.[1]?.toLowerCase();
    // SECURITY: of a repeated header two readers may choose differently, so such a request is not mended.
    if (name === undefined || Object.hasOwn(headers, name)) return null;
    headers[name] = match?.[2] ?? '';
  }
  return headers;
}

function isBodyless(headers: Readonly<Record<string, string>>): boolean {
  return !('transfer-encoding' in headers) && (headers['content-length'] ?? '0') === '0';
}

/**
 * The request in `head` (everything up to the blank line) with its target encoded, or `null` when it is not exactly one GET
 * or HEAD without a body whose only fault is an unencoded query.
 * COMPAT: one official client writes its JSON filter into the request line with blanks and letters beyond ASCII; braces,
 * quotes and `%` pass Node's parser, these do not.
 */
export function mendRequest(head: Buffer): MendedRequest | null {
  const end = head.indexOf('\r\n\r\n');
  if (end === -1 || end + 4 !== head.length) return null;
  const [first = '', ...rest] = head.toString('utf8', 0, end).split('\r\n');
  const match = requestLine.exec(first);
  const target = match?.[2];
  if (target === undefined || wellFormedTarget.test(target) || controlCharacter.test(target)) return null;
  const question = target.indexOf('?');
  const path = question === -1 ? target : target.slice(0, question);
  if (question === -1 || !wellFormedTarget.test(path)) return null;
  const headers = parseHeaders(rest);
  if (headers === null || !isBodyless(headers)) return null;
  const query = encodeQuery(parseQueryString(target.slice(question + 1)));
  return { method: match?.[1] === 'HEAD' ? 'HEAD' : 'GET', url: `${path}?${query}`, headers };
}
