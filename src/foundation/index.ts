export { fixedClock, systemClock, type Clock, type FixedClock } from './clock.ts';
export {
  assertNever,
  CatalogError,
  invariant,
  isCatalogError,
  requireNoProblems,
  type ErrorCode,
  type ErrorExtras,
  type Problem,
} from './errors.ts';
export { isGuid, newGuid, newNanoid, newRunSuffix } from './ids.ts';
export { renderCsv } from './csv.ts';
export { isJsonObject, type JsonObject, type JsonValue } from './json.ts';
export { parseJson, tryParseJson } from './parse-json.ts';
export { createLogger, redact, type Logger, type LoggerOptions, type LogLevel } from './logger.ts';
export {
  defaultPageSize,
  type FilterOperator,
  type FilterValue,
  type ListPage,
  type ListQuery,
  type RecordFilter,
  type RecordSort,
} from './record-filter.ts';
export { listSchemaProblems, type SchemaErrors } from './schema-problems.ts';
export {
  createSecret,
  digestSecret,
  parseSecret,
  secretInText,
  signedTokenStart,
  type ParsedSecret,
  type SecretKind,
} from './secret.ts';
