import { type AstOf, type Span } from '../ast.ts';
import { type Clause, constantClause, noClause } from '../clause.ts';
import { listOf } from './members.ts';
import { below, type Place, readInnerClause, refuse } from './place.ts';

/** Spans that stand in one clause, with the one field they are all about. */
export interface SpansOfField {
  readonly field: string;
  readonly spans: readonly Span[];
}

function readSpan(json: unknown, at: Place): AstOf<'span'> | null {
  const before = at.reading.problems.length;
  const { match } = readInnerClause(json, at);
  if (match.kind === 'span') return match;
  if (at.reading.problems.length === before) refuse(at, 'a clause whose name begins with `span_` is needed');
  return null;
}

/** Reads the span clauses at several places, all about one field: positions in different fields cannot be compared. */
export function readSpans(clauses: readonly (readonly [unknown, Place])[], at: Place): SpansOfField | null {
  const read = clauses.map(([json, place]) => readSpan(json, place));
  const spans = read.filter((span) => span !== null);
  const [first] = spans;
  if (first === undefined || spans.length < read.length) return null;
  const other = spans.find(({ field }) => field !== first.field);
  if (other === undefined) return { field: first.field, spans: spans.map(({ span }) => span) };
  refuse(at, `spans of one field are accepted; given: \`${first.field}\` and \`${other.field}\``);
  return null;
}

/** Reads the list `clauses` of a span clause. */
export function readSpanList(json: unknown, at: Place): SpansOfField | null {
  const place = below(at, 'clauses');
  const clauses = listOf(json).map((clause, index) => [clause, below(place, index)] as const);
  if (clauses.length > 0) return readSpans(clauses, at);
  refuse(place, 'a list of at least one span clause is needed');
  return null;
}

/** The clause of a span that was read; every match is worth the boost. */
export function spanClause(of: SpansOfField | null, boost: number, make: (spans: readonly Span[]) => Span): Clause {
  return of === null ? noClause : constantClause({ kind: 'span', field: of.field, span: make(of.spans) }, boost);
}

/** The clause of two spans of which one is looked at in the light of the other. */
export function spanPairClause(of: SpansOfField | null, boost: number, make: (one: Span, other: Span) => Span): Clause {
  const [one, other] = of?.spans ?? [];
  if (of === null || one === undefined || other === undefined) return noClause;
  return constantClause({ kind: 'span', field: of.field, span: make(one, other) }, boost);
}
