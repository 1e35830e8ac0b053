import { type Ast } from '../ast.ts';
import { type Aggregations, isBucketed } from './aggregation.ts';

/** Every query that the aggregations hold, those inside others too. */
export function filtersIn(aggregations: Aggregations): Ast[] {
  return Object.values(aggregations)
    .filter(isBucketed)
    .flatMap((aggregation) => {
      const inner = filtersIn(aggregation.of);
      if (aggregation.kind === 'filter') return [aggregation.query, ...inner];
      return aggregation.kind === 'filters' ? [...aggregation.filters.map(({ query }) => query), ...inner] : inner;
    });
}
