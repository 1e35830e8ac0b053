/** What a line of query text says, whichever of the two languages it is written in. `field` is null for the usual fields. */
export type QueryNode =
  | { readonly kind: 'all' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'group'; readonly parts: readonly QueryPart[] }
  | { readonly kind: 'boosted'; readonly node: QueryNode; readonly boost: number }
  /** Everything but. */
  | { readonly kind: 'without'; readonly node: QueryNode }
  | QueryLeaf;

export interface QueryPart {
  readonly occurs: 'must' | 'should' | 'mustNot';
  readonly node: QueryNode;
}

/** One thing that is looked for. `together`: several words side by side, which a minimum counts one by one. */
export type QueryLeaf = { readonly field: string | null } & (
  | { readonly kind: 'words'; readonly text: string; readonly together?: true }
  | { readonly kind: 'phrase'; readonly text: string; readonly slop: number | null }
  | { readonly kind: 'prefix'; readonly text: string }
  /** The pattern as it stands, escapes included. */
  | { readonly kind: 'wildcard'; readonly text: string }
  | { readonly kind: 'regexp'; readonly text: string }
  | { readonly kind: 'fuzzy'; readonly text: string; readonly edits: 0 | 1 | 2 | null }
  | { readonly kind: 'exists' }
  | QueryRange
);

export interface QueryRange {
  readonly kind: 'range';
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
}

/** The text without the backslashes that take the next character literally. */
export function unescape(text: string): string {
  return text.replace(/\\(.)/gsu, '$1').replace(/\\$/, '');
}

/** Number of edits behind a `~`: a count, or a similarity between 0 and 1 as older queries write it. */
export function editsOf(written: string, wordLength: number): 0 | 1 | 2 | null {
  if (written === '') return null;
  const number = Number(written);
  const edits = number >= 1 ? Math.floor(number) : number === 0 ? 0 : Math.floor((1 - number) * wordLength);
  return edits >= 2 ? 2 : edits === 1 ? 1 : 0;
}
