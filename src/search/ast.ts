import { type Score } from './score.ts';

/** A value that a query compares with; what it means depends on the kind of the field, which only `sql/` knows. */
export type Scalar = string | number | boolean;

/** One end of a range. Dates may be date math (`now-30d/d`), read against the clock when the query is compiled. */
export type Bound = string | number;

/** How the words of a text query go together: one of them, all of them, or all in this order side by side. */
export type TextMode = 'any' | 'all' | 'phrase';

/** How far a word may be from the one that is looked for. */
export interface Fuzziness {
  /** Edits that are allowed: a number, or by the length of the word (`AUTO:low,high`: none below `low`, one below `high`, then two). */
  readonly edits: 0 | 1 | 2 | { readonly low: number; readonly high: number };
  /** Characters at the beginning that must be as written. */
  readonly prefixLength: number;
  /** Whether two neighbouring characters that changed places are one edit (otherwise two). */
  readonly transpositions: boolean;
}

/** Words where they stand: what `span_*` clauses say, on one field. */
export type Span =
  | { readonly kind: 'term'; readonly value: string }
  | { readonly kind: 'or'; readonly of: readonly Span[] }
  | { readonly kind: 'near'; readonly of: readonly Span[]; readonly slop: number; readonly inOrder: boolean }
  | { readonly kind: 'within'; readonly little: Span; readonly big: Span }
  | { readonly kind: 'containing'; readonly little: Span; readonly big: Span }
  | { readonly kind: 'first'; readonly of: Span; readonly end: number }
  | { readonly kind: 'not'; readonly include: Span; readonly exclude: Span };

/**
 * What a query means, free of the many ways in which the query language can say it. Every kind is two-valued: an asset
 * matches or it does not; a field without a value matches nothing but a `not`.
 */
export type Ast =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'and'; readonly of: readonly Ast[] }
  | { readonly kind: 'or'; readonly of: readonly Ast[] }
  | { readonly kind: 'not'; readonly of: Ast }
  | { readonly kind: 'atLeast'; readonly count: number; readonly of: readonly Ast[] }
  | MinimumAst
  | { readonly kind: 'equals'; readonly field: string; readonly value: Scalar; readonly caseInsensitive: boolean }
  | { readonly kind: 'oneOf'; readonly field: string; readonly values: readonly Scalar[] }
  | RangeAst
  | { readonly kind: 'present'; readonly field: string }
  | TextAst
  | AcrossAst
  | FuzzyAst
  | { readonly kind: 'span'; readonly field: string; readonly span: Span }
  | { readonly kind: 'prefix'; readonly field: string; readonly value: string; readonly caseInsensitive: boolean }
  | WithinAst
  | PatternAst
  /** The same text twice: `folded` for fields whose words are in lower case, as it is written for the others. */
  | { readonly kind: 'normalized'; readonly field: string; readonly folded: Ast; readonly written: Ast }
  | { readonly kind: 'scoreAtLeast'; readonly score: Score; readonly least: number };

/** As many parts as `minimum` says, of however many there turn out to be: each word that a field makes of `words` is one, like each of `of`. */
export interface MinimumAst {
  readonly kind: 'minimum';
  /** As of `TextAst`. */
  readonly minimum: string | number;
  /** So many at least, whatever the minimum says. */
  readonly least: 0 | 1;
  readonly of: readonly Ast[];
  readonly words: readonly TextAst[];
}

/** Text in one of many ranges, each from `from` and before `to`, by code point; they may overlap. For whoever has hundreds. */
export interface WithinAst {
  readonly kind: 'within';
  readonly field: string;
  readonly ranges: readonly { readonly from: string; readonly to: string }[];
}

/** Words, found as the analyser of the field makes them of the query. */
export interface TextAst {
  readonly kind: 'text';
  readonly field: string;
  readonly query: string;
  readonly mode: TextMode;
  /**
   * How many of the words must be there, as Elasticsearch spells it (`2`, `-1`, `75%`, `2<-25%`); one without it. It counts words that may be
   * missing, so with `all` it counts none, and several words cannot have as much as one of them.
   */
  readonly minimumShouldMatch?: string | number;
  /** With `phrase`: how many places the words may be moved in all. */
  readonly slop?: number;
  /** The last word is only the beginning of one. */
  readonly lastIsPrefix?: true;
  readonly fuzziness?: Fuzziness;
  /** A query in which no word is left matches everything instead of nothing. */
  readonly allWithoutWords?: true;
  /** Whose words the query is made into, by the name of an analyser; the field's own without it. */
  readonly analyzer?: string;
}

/** Words that may stand in different fields, as though these were one. */
export interface AcrossAst {
  readonly kind: 'across';
  readonly fields: readonly { readonly field: string; readonly weight: number }[];
  readonly query: string;
  readonly mode: 'any' | 'all';
  /** As of `TextAst`. */
  readonly minimumShouldMatch?: string | number;
  readonly analyzer?: string;
  readonly allWithoutWords?: true;
  /** What the other fields with a word add to the best of them, as a share of what they are worth. */
  readonly tieBreaker: number;
}

/** One term as it stands, a few edits away. */
export interface FuzzyAst {
  readonly kind: 'fuzzy';
  readonly field: string;
  readonly value: string;
  readonly fuzziness: Fuzziness;
}

export interface RangeAst {
  readonly kind: 'range';
  readonly field: string;
  readonly gt?: Bound;
  readonly gte?: Bound;
  readonly lt?: Bound;
  readonly lte?: Bound;
  /** A date format such as `yyyy-MM-dd`; without it ISO 8601 and epoch milliseconds are read. */
  readonly format?: string;
  /** `+01:00` or an IANA name; dates without a zone and rounding are read in it. UTC without it. */
  readonly timeZone?: string;
}

export interface PatternAst {
  readonly kind: 'pattern';
  readonly field: string;
  /**
   * `like`: a PostgreSQL LIKE pattern. `regexp`: an anchored PostgreSQL expression, which says by itself where it looks at no case. Both made
   * by `pattern/`, never by a caller.
   */
  readonly syntax: 'like' | 'regexp';
  readonly pattern: string;
  readonly caseInsensitive: boolean;
}

/** One node of a kind. */
export type AstOf<Kind extends Ast['kind']> = Extract<Ast, { kind: Kind }>;

export const all: Ast = { kind: 'all' };
export const none: Ast = { kind: 'none' };

/** Everything that matches each part; all assets when there is no part. */
export function allOf(parts: readonly Ast[]): Ast {
  if (parts.some((part) => part.kind === 'none')) return none;
  const telling = parts.filter((part) => part.kind !== 'all');
  const [first, ...rest] = telling;
  if (first === undefined) return all;
  return rest.length === 0 ? first : { kind: 'and', of: telling };
}

/** Everything that matches at least one part; nothing when there is no part. */
export function anyOf(parts: readonly Ast[]): Ast {
  if (parts.some((part) => part.kind === 'all')) return all;
  const telling = parts.filter((part) => part.kind !== 'none');
  const [first, ...rest] = telling;
  if (first === undefined) return none;
  return rest.length === 0 ? first : { kind: 'or', of: telling };
}

/** Everything that matches at least `count` of the parts. Spelled with "and" and "or" where an index can answer it so. */
export function atLeastOf(count: number, parts: readonly Ast[]): Ast {
  const wanted = count - parts.filter((part) => part.kind === 'all').length;
  if (wanted <= 0) return all;
  const telling = parts.filter((part) => part.kind !== 'all' && part.kind !== 'none');
  if (wanted > telling.length) return none;
  if (wanted === telling.length) return allOf(telling);
  return wanted === 1 ? anyOf(telling) : { kind: 'atLeast', count: wanted, of: telling };
}

/** Everything that does not match. */
export function negate(part: Ast): Ast {
  switch (part.kind) {
    case 'all':
      return none;
    case 'none':
      return all;
    case 'not':
      return part.of;
    default:
      return { kind: 'not', of: part };
  }
}
