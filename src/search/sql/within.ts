import { type AstOf } from '../ast.ts';
import { type CompileContext } from '../fields.ts';
import { anyValue } from './element.ts';
import { textValue } from './scalar-values.ts';

interface Range {
  readonly from: string;
  readonly to: string;
}

/** Bounds that one comparison of a whole list decides between. */
const boundsPerList = 32;
/** Prefixes that are said besides the ranges, for the planner: an index answers a few of them, not a thousand ranges. */
const prefixesMax = 8;

/** Places of code units outside the first 65,536 in the order of code points, which have the lower half of the last ones. */
function weight(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

type Order = (one: string, other: string) => number;

const byCodePoint: Order = (one, other) => {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at += 1) {
    const difference = weight(one.charCodeAt(at)) - weight(other.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
};

const byUnit: Order = (one, other) => {
  if (one === other) return 0;
  return one < other ? -1 : 1;
};

/**
 * By code point, as PostgreSQL compares bytes of UTF-8. JavaScript's own order, which is faster, puts what is outside the first
 * 65,536 elsewhere, so it will do only where there is none of that.
 */
function orderFor(ranges: readonly Range[]): Order {
  const surrogate = /[\ud800-\udfff]/;
  return ranges.some(({ from, to }) => surrogate.test(from) || surrogate.test(to)) ? byCodePoint : byUnit;
}

/** The same values in ranges that are in order and do not touch; those that are empty or no text of PostgreSQL's are left out. */
function inOrder(ranges: readonly Range[]): Range[] {
  const compare = orderFor(ranges);
  const joined: Range[] = [];
  const telling = ranges.filter(
    ({ from, to }) => textValue(from) !== null && textValue(to) !== null && compare(from, to) < 0,
  );
  for (const range of telling.toSorted((one, other) => compare(one.from, other.from))) {
    const last = joined.at(-1);
    if (last === undefined || compare(last.to, range.from) < 0) joined.push(range);
    else if (compare(last.to, range.to) < 0) joined[joined.length - 1] = { from: last.from, to: range.to };
  }
  return joined;
}

function commonHead(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  // Half of a character is none.
  if (/[\ud800-\udbff]/.test(one[length - 1] ?? '')) length -= 1;
  return one.slice(0, length);
}

/** What everything in a run of ranges begins with: what is between two texts begins as both do. */
function headOf(run: readonly Range[]): string {
  return commonHead(run[0]?.from ?? '', run.at(-1)?.to ?? '');
}

/** At most `prefixesMax` prefixes that together hold all ranges: cut where neighbours have least in common. */
function coveringPrefixes(ranges: readonly Range[]): string[] {
  const cuts = ranges
    .slice(1)
    .map(({ from }, at) => ({ at: at + 1, shared: commonHead(ranges[at]?.to ?? '', from).length }))
    .toSorted((one, other) => one.shared - other.shared)
    .slice(0, prefixesMax - 1)
    .map(({ at }) => at)
    .toSorted((one, other) => one - other);
  return [0, ...cuts].map((start, n) => headOf(ranges.slice(start, cuts[n])));
}

/**
 * SQL of whether a value lies within, by search in halves: `bounds` are in order, a range's beginning at every even place. Each
 * leaf looks into one list, so that the statement stays small however many ranges there are.
 */
function halves(bounds: readonly string[], { column, ctx }: { column: string; ctx: CompileContext }): string {
  if (bounds.length <= boundsPerList) {
    return `width_bucket(${column}, ${ctx.params.add(bounds)}::text[]) % 2 = 1`;
  }
  // An even number on the left keeps beginnings at even places on both sides.
  const middle = Math.ceil(bounds.length / 4) * 2;
  const left = halves(bounds.slice(0, middle), { column, ctx });
  const right = halves(bounds.slice(middle), { column, ctx });
  return `CASE WHEN ${column} < ${ctx.params.add(bounds[middle])} THEN ${left} ELSE ${right} END`;
}

/** SQL of `within`; compares by code point whatever the order of the database is. */
export function compileWithin(node: AstOf<'within'>, ctx: CompileContext): string {
  const field = ctx.fields(node.field, ctx.params);
  const ranges = inOrder(node.ranges);
  if (field?.kind !== 'keyword' || ranges.length === 0) return 'FALSE';
  const bounds = ranges.flatMap(({ from, to }) => [from, to]);
  const prefixes = coveringPrefixes(ranges).map((prefix) => ctx.params.add(prefix));
  return anyValue(field, (value) => {
    const hints = prefixes.map((prefix) => `${value} ^@ ${prefix}`).join(' OR ');
    return `((${hints}) AND (${halves(bounds, { column: `${value} COLLATE "C"`, ctx })}))`;
  });
}
