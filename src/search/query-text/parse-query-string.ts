import { type Token, type TokenKind, readTokens } from './read-tokens.ts';
import { editsOf, type QueryNode, type QueryPart, type QueryRange, unescape } from './query-tree.ts';

/** What the query means, or what is wrong with it and where. */
export type ParsedText = { readonly node: QueryNode } | { readonly problem: string };

export interface QueryStringOptions {
  /** What joins terms that nothing stands between. */
  readonly operator: 'any' | 'all';
  /** Whether a pattern may begin with `*` or `?`. */
  readonly leadingWildcard: boolean;
}

class Unreadable extends Error {}

interface Cursor {
  readonly tokens: readonly Token[];
  readonly options: QueryStringOptions;
  position: number;
  depth: number;
}

const depthMax = 32;
const endToken: Token = { kind: 'end', text: '', position: 0 };

function peek(cursor: Cursor, ahead = 0): Token {
  return cursor.tokens[cursor.position + ahead] ?? endToken;
}

function take(cursor: Cursor, kind: TokenKind): Token | null {
  const token = peek(cursor);
  if (token.kind !== kind) return null;
  cursor.position += 1;
  return token;
}

function unexpected(token: Token): Unreadable {
  const what = token.kind === 'end' ? 'the query ends too early' : `unexpected \`${token.text.slice(0, 50)}\``;
  return new Unreadable(`${what} at character ${String(token.position + 1)}`);
}

type Occurs = QueryPart['occurs'];

/** A part with what stands in front of it. */
interface SaidOfPart {
  readonly conjunction: TokenKind | null;
  readonly modifier: TokenKind | null;
  readonly node: QueryNode;
}

/**
 * Adds a part as Lucene's classic parser does: `AND` makes the part before it required too, `OR` makes it optional again where
 * `and` is the usual operator. That is no precedence: `a OR b AND c` is `a +b +c`.
 */
function addPart(cursor: Cursor, parts: QueryPart[], said: SaidOfPart): void {
  const all = cursor.options.operator === 'all';
  const last = parts.at(-1);
  if (last !== undefined && last.occurs !== 'mustNot') {
    if (said.conjunction === 'and') parts[parts.length - 1] = { ...last, occurs: 'must' };
    if (said.conjunction === 'or' && all) parts[parts.length - 1] = { ...last, occurs: 'should' };
  }
  const required = all ? said.conjunction !== 'or' : said.modifier === 'plus' || said.conjunction === 'and';
  const occurs: Occurs =
    said.modifier === 'minus' || said.modifier === 'not' ? 'mustNot' : required ? 'must' : 'should';
  parts.push({ occurs, node: said.node });
}

function readGroup(cursor: Cursor, field: string | null, until: TokenKind): QueryNode {
  cursor.depth += 1;
  if (cursor.depth > depthMax) throw new Unreadable(`groups are nested deeper than ${String(depthMax)} levels`);
  const parts: QueryPart[] = [];
  let isModified = false;
  do {
    const first = parts.length === 0;
    const conjunction = first ? null : (take(cursor, 'and') ?? take(cursor, 'or'));
    const modifier = take(cursor, 'plus') ?? take(cursor, 'minus') ?? take(cursor, 'not');
    isModified ||= modifier !== null;
    const plain = conjunction === null && modifier === null;
    const node = (plain ? readTogether(cursor, field) : null) ?? readClause(cursor, field);
    addPart(cursor, parts, { conjunction: conjunction?.kind ?? null, modifier: modifier?.kind ?? null, node });
  } while (peek(cursor).kind !== until && peek(cursor).kind !== 'end');
  cursor.depth -= 1;
  const [only] = parts;
  // COMPAT: `+word` stays a group of one that is required, of which a minimum finds nothing to count.
  return only !== undefined && parts.length === 1 && !isModified ? only.node : { kind: 'group', parts };
}

/** What may not stand behind the last of several terms that are read together: it belongs to that term alone. */
const endsTogether: readonly TokenKind[] = ['colon', 'star', 'slop', 'boost', 'and', 'or'];

const togetherMax = 1000;

/** Terms side by side: they are analysed together, and each field is asked for all of them. */
function readTogether(cursor: Cursor, field: string | null): QueryNode | null {
  let count = 0;
  while (
    count < togetherMax &&
    peek(cursor, count).kind === 'term' &&
    !endsTogether.includes(peek(cursor, count + 1).kind)
  ) {
    count += 1;
  }
  if (count < 2) return null;
  const terms = cursor.tokens.slice(cursor.position, cursor.position + count);
  cursor.position += count;
  return { kind: 'words', field, text: terms.map(({ text }) => unescape(text)).join(' '), together: true };
}

function readClause(cursor: Cursor, usualField: string | null): QueryNode {
  const named = peek(cursor, 1).kind === 'colon' && ['term', 'star', 'wildcard', 'prefix'].includes(peek(cursor).kind);
  const name = named ? peek(cursor).text : null;
  if (named) cursor.position += 2;
  if (name === '*' && take(cursor, 'star') !== null) return readBoost(cursor, { kind: 'all' });
  const field = name === null ? usualField : unescape(name);
  if (take(cursor, 'open') === null) return readBoost(cursor, readTerm(cursor, field));
  const group = readGroup(cursor, field, 'close');
  if (take(cursor, 'close') === null)
    throw new Unreadable(`\`)\` is missing at character ${String(peek(cursor).position + 1)}`);
  return readBoost(cursor, group);
}

function readBoost(cursor: Cursor, node: QueryNode): QueryNode {
  const token = take(cursor, 'boost');
  return token === null ? node : { kind: 'boosted', node, boost: Number(token.text.slice(1)) };
}

function readSlop(cursor: Cursor): string | null {
  return take(cursor, 'slop')?.text.slice(1) ?? null;
}

function readTerm(cursor: Cursor, field: string | null): QueryNode {
  const token = peek(cursor);
  cursor.position += 1;
  switch (token.kind) {
    case 'term':
      return readWord(cursor, token, field);
    case 'phrase': {
      const slop = readSlop(cursor);
      const text = unescape(token.text.slice(1, -1));
      return { kind: 'phrase', field, text, slop: slop === null || slop === '' ? null : Math.floor(Number(slop)) };
    }
    case 'star':
      return { kind: 'exists', field };
    case 'prefix':
      return { kind: 'prefix', field, text: unescape(token.text.slice(0, -1)) };
    case 'wildcard':
      if (cursor.options.leadingWildcard || !/^[*?]/.test(token.text))
        return { kind: 'wildcard', field, text: token.text };
      throw new Unreadable(`a leading wildcard is not allowed at character ${String(token.position + 1)}`);
    case 'regexp':
      return { kind: 'regexp', field, text: token.text.slice(1, -1).replaceAll('\\/', '/') };
    case 'range':
      return { field, ...readRange(token) };
    case 'bare':
      return { kind: 'words', field, text: token.text };
    default:
      throw unexpected(token);
  }
}

function readWord(cursor: Cursor, token: Token, field: string | null): QueryNode {
  const text = unescape(token.text);
  if (field === '_exists_') return { kind: 'exists', field: text };
  const slop = readSlop(cursor);
  if (slop !== null) return { kind: 'fuzzy', field, text, edits: editsOf(slop, text.length) };
  const comparison = /^([<>])(=?)(.+)$/s.exec(text);
  if (comparison === null) return { kind: 'words', field, text };
  const [, side, orEqual, bound = ''] = comparison;
  const end = `${side === '>' ? 'gt' : 'lt'}${orEqual === '=' ? 'e' : ''}` as 'gt' | 'gte' | 'lt' | 'lte';
  return { kind: 'range', field, [end]: bound };
}

/** `[a TO b]`, `{a TO b}` and both mixed; a star is an open end. */
function readRange(token: Token): QueryRange {
  const match = /^[[{]\s*("(?:[^"\\]|\\[^])*"|\S+)\s+TO\s+("(?:[^"\\]|\\[^])*"|[^\s\]}]+)\s*[\]}]$/s.exec(token.text);
  if (match === null)
    throw new Unreadable(`a range needs two ends as in \`[a TO b]\` at character ${String(token.position + 1)}`);
  const [low = '*', high = '*'] = [match[1], match[2]];
  const bound = (text: string): string => unescape(text.startsWith('"') ? text.slice(1, -1) : text);
  return {
    kind: 'range',
    ...(low !== '*' && { [token.text.startsWith('[') ? 'gte' : 'gt']: bound(low) }),
    ...(high !== '*' && { [token.text.endsWith(']') ? 'lte' : 'lt']: bound(high) }),
  };
}

/** Reads Lucene's query syntax (Elasticsearch: query string syntax). Never throws. */
export function parseQueryString(source: string, options: QueryStringOptions): ParsedText {
  const tokens = readTokens(source);
  if (!Array.isArray(tokens)) {
    const { brokenAt } = tokens as { readonly brokenAt: number };
    return { problem: `unexpected \`${source.slice(brokenAt - 1, brokenAt)}\` at character ${String(brokenAt)}` };
  }
  const cursor: Cursor = { tokens: tokens as readonly Token[], options, position: 0, depth: 0 };
  if (peek(cursor).kind === 'end') return { node: { kind: 'nothing' } };
  try {
    const node = readGroup(cursor, null, 'end');
    if (peek(cursor).kind !== 'end') throw unexpected(peek(cursor));
    return { node };
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.message };
    throw error;
  }
}
