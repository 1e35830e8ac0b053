import { type Bound, type RangeAst, type Scalar } from '../ast.ts';
import { type CompileContext } from '../fields.ts';
import { instantValue } from './scalar-values.ts';

const operators = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

type End = keyof typeof operators;

/** The ends of a range of instants with how they are written. */
export type InstantEnds = { readonly [End in keyof typeof operators]?: Scalar } & Pick<RangeAst, 'format' | 'timeZone'>;

/**
 * A predicate that holds between instants; `null` when an end cannot be read. Rounding goes outwards for `gte` and `lte` and
 * inwards for `gt` and `lt` (`gt: 2024-05-17` is after that day), as Elasticsearch documents it.
 */
export function instantRange(
  kind: 'date' | 'timestamp',
  ends: InstantEnds,
  ctx: CompileContext,
): ((column: string) => string) | null {
  const instants: [End, number][] = [];
  const { format, timeZone } = ends;
  for (const end of Object.keys(operators) as End[]) {
    const value: Bound | Scalar | undefined = ends[end];
    if (value === undefined) continue;
    const roundUp = end === 'gt' || end === 'lte';
    const options = { roundUp, ...(format !== undefined && { format }), ...(timeZone !== undefined && { timeZone }) };
    const instant = instantValue(value, ctx, options);
    if (instant === null) return null;
    instants.push([end, instant]);
  }
  const parts = instants.map(([end, instant]) => {
    const value = kind === 'timestamp' ? isoInstant(instant) : wholeEnd(instant, end);
    return [end, ctx.params.add(value)] as const;
  });
  return (column) => parts.map(([end, parameter]) => `${column} ${operators[end]} ${parameter}`).join(' AND ');
}

/** A fraction of a millisecond lies between two whole ones; the bound moves to the one that keeps the meaning. */
function wholeEnd(value: number, end: End): number {
  return end === 'gt' || end === 'lte' ? Math.floor(value) : Math.ceil(value);
}

const firstYear = Date.parse('0001-01-01T00:00:00Z');
const lastYear = Date.parse('9999-12-31T00:00:00Z');

/** An instant as PostgreSQL reads it; beyond four-digit years every instant compares like the nearest of them. */
export function isoInstant(instant: number): string {
  return new Date(Math.max(firstYear, Math.min(lastYear, instant))).toISOString();
}
