export {
  type Aggregation,
  aggregationNames,
  type Aggregations,
  type MetricKind,
  type TermsOrder,
} from './aggregation.ts';
export {
  all,
  allOf,
  anyOf,
  type Ast,
  type Bound,
  negate,
  none,
  type PatternAst,
  type RangeAst,
  type Scalar,
  type TextMode,
  type WithinAst,
} from './ast.ts';
export { documentFields, type DocumentShape } from './document-fields.ts';
export {
  type CompileContext,
  type Field,
  type FieldKind,
  type FieldResolver,
  type JsonFieldKind,
  quoteLiteral,
  readJson,
  type Vocabulary,
} from './fields.ts';
export { createParameters, type ParameterSink } from './parameters.ts';
export { clauseNames, parseQuery } from './parse-query.ts';
export { likePattern } from './pattern/wildcard.ts';
export { parseSearch, type Search, type SortValue } from './parse-search.ts';
export { type Sort } from './sort.ts';
export { compileAggregation } from './sql/compile-aggregation.ts';
export { compileSearchAfter } from './sql/compile-search-after.ts';
export { compileSort, type SortTerm } from './sql/compile-sort.ts';
export { compileWhere } from './sql/compile-where.ts';
