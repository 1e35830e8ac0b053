export { type Aggregation, type Aggregations, type MetricKind } from './aggregations/aggregation.ts';
export { aggregationNames } from './aggregations/read-aggregations.ts';
export {
  type AcrossAst,
  all,
  allOf,
  anyOf,
  type Ast,
  atLeastOf,
  type Bound,
  type Fuzziness,
  type FuzzyAst,
  negate,
  none,
  type PatternAst,
  type RangeAst,
  type Scalar,
  type Span,
  type TextAst,
  type TextMode,
  type WithinAst,
} from './ast.ts';
export { type Clause } from './clause.ts';
export { documentFields, type DocumentShape } from './document-fields.ts';
export {
  type AnalyzerName,
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
export { clauseNames, parseClause, parseQuery } from './parse-query.ts';
export { likePattern } from './pattern/wildcard.ts';
export { parseSearch, type Search, type SearchOptions, type SortValue } from './parse-search.ts';
export { type Score } from './score.ts';
export { type Sort } from './sort.ts';
export { compileAggregations, type CompiledAggregations } from './sql/aggregations/compile-aggregations.ts';
export { compileCount, compileFew, compilePage, compileTop, type CompiledStatement } from './sql/compile-page.ts';
export { isSelective } from './sql/is-selective.ts';
export { type PageQuery } from './sql/page-parts.ts';
export { compileScore } from './sql/compile-score.ts';
export { compileSearchAfter } from './sql/compile-search-after.ts';
export { compileSort, type SortTerm } from './sql/compile-sort.ts';
export { type PageSource } from './sql/page-source.ts';
export { compileWhere } from './sql/compile-where.ts';
export { anyValue } from './sql/element.ts';
