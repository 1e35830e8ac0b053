/** A value that a query compares with; what it means depends on the kind of the field, which only `sql/` knows. */
export type Scalar = string | number | boolean;

/** One end of a range. Dates may be date math (`now-30d/d`), read against the clock when the query is compiled. */
export type Bound = string | number;

/** How the words of a text query go together: one of them, all of them, or all in this order side by side. */
export type TextMode = 'any' | 'all' | 'phrase';

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
  | { readonly kind: 'equals'; readonly field: string; readonly value: Scalar; readonly caseInsensitive: boolean }
  | { readonly kind: 'oneOf'; readonly field: string; readonly values: readonly Scalar[] }
  | RangeAst
  | { readonly kind: 'present'; readonly field: string }
  | { readonly kind: 'text'; readonly field: string; readonly query: string; readonly mode: TextMode }
  | { readonly kind: 'prefix'; readonly field: string; readonly value: string; readonly caseInsensitive: boolean }
  | WithinAst
  | PatternAst;

/** Text in one of many ranges, each from `from` and before `to`, by code point; they may overlap. For whoever has hundreds. */
export interface WithinAst {
  readonly kind: 'within';
  readonly field: string;
  readonly ranges: readonly { readonly from: string; readonly to: string }[];
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
  /** `like`: a PostgreSQL LIKE pattern. `regexp`: an anchored PostgreSQL expression. Both made by `pattern/`, never by a caller. */
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
