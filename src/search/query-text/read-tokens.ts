/** A token of Lucene's query syntax with the place where it begins. */
export interface Token {
  readonly kind: TokenKind;
  /** As it is written; of phrases, expressions and ranges what stands between the marks. */
  readonly text: string;
  readonly position: number;
}

export type TokenKind =
  | 'and'
  | 'or'
  | 'not'
  | 'plus'
  | 'minus'
  | 'bare'
  | 'open'
  | 'close'
  | 'colon'
  | 'star'
  | 'boost'
  | 'phrase'
  | 'term'
  | 'slop'
  | 'prefix'
  | 'wildcard'
  | 'regexp'
  | 'range'
  | 'end';

const start = String.raw`(?:[^\s\u3000+\-!():^[\]"{}~*?\\/]|\\[^])`;
const further = String.raw`(?:${start}|[-+])`;

/**
 * The tokens of Lucene's classic query parser, longest first where two begin alike: `AND` is an operator, `ANDROID` a term, `and*`
 * a prefix.
 */
const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['wildcard', new RegExp(`(?:${start}|[*?])(?:${further}|[*?])*`, 'yu')],
  ['prefix', new RegExp(String.raw`${start}${further}*\*`, 'yu')],
  ['term', new RegExp(`${start}${further}*`, 'yu')],
  ['and', /AND|&&/y],
  ['or', /OR|\|\|/y],
  ['not', /NOT|!/y],
  ['plus', /\+/y],
  ['minus', /-/y],
  // With a blank behind it, an operator is nothing but a character.
  ['bare', /[-+!](?=[\s\u3000])/y],
  ['open', /\(/y],
  ['close', /\)/y],
  ['colon', /:/y],
  ['star', /\*/y],
  ['boost', /\^\d+(?:\.\d+)?/y],
  ['phrase', /"(?:[^"\\]|\\[^])*"/y],
  ['slop', /~(?:\d+(?:\.\d+)?)?/y],
  ['regexp', /\/(?:[^/\\]|\\[^])*\//y],
  ['range', /[[{][^\]}]*[\]}]/y],
];

/** Later kinds win over earlier ones of the same length: operators over terms, a lone star over a pattern. */
function longest(source: string, position: number): Token | null {
  let found: Token | null = null;
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = position;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined && text.length >= (found?.text.length ?? 1)) found = { kind, text, position };
  }
  return found;
}

/** The tokens of a query, `end` behind them; the place (counted from 1) of a character with which no token can begin. */
export function readTokens(source: string): readonly Token[] | { readonly brokenAt: number } {
  const tokens: Token[] = [];
  let position = 0;
  for (;;) {
    const blank = /[\s\u3000]*/y;
    blank.lastIndex = position;
    position += blank.exec(source)?.[0].length ?? 0;
    if (position >= source.length) break;
    const token = longest(source, position);
    if (token === null) return { brokenAt: position + 1 };
    tokens.push(token);
    position += token.text.length;
  }
  return [...tokens, { kind: 'end', text: '', position: source.length }];
}
