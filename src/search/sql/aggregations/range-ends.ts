import { type RangeAggregation } from '../../aggregations/aggregation.ts';
import { type Scalar } from '../../ast.ts';
import { type CompileContext } from '../../fields.ts';
import { instantValue, numberValue } from '../scalar-values.ts';

/** One range in numbers: epoch milliseconds where it is of dates. `null` for an open end. */
export interface RangeEnds {
  readonly key: string | null;
  readonly from: number | null;
  readonly to: number | null;
}

/** The ranges in the order of the answer, which is by their ends. COMPAT: an end that is no date leaves the range open there. */
export function rangeEnds(aggregation: RangeAggregation, context: CompileContext): readonly RangeEnds[] {
  const { kind, format, timeZone } = aggregation;
  const options = {
    roundUp: false,
    ...(format !== undefined && { format }),
    ...(timeZone !== undefined && { timeZone }),
  };
  const read = (end: Scalar | undefined): number | null => {
    if (end === undefined) return null;
    return kind === 'dateRange' ? instantValue(end, context, options) : numberValue(end);
  };
  return aggregation.ranges
    .map(({ key = null, from, to }) => ({ key, from: read(from), to: read(to) }))
    .toSorted(
      (one, other) =>
        (one.from ?? -Infinity) - (other.from ?? -Infinity) || (one.to ?? Infinity) - (other.to ?? Infinity) || 0,
    );
}
