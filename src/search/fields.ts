import { type ParameterSink } from './parameters.ts';

/**
 * How the values of a field compare.
 * - `keyword`: exact text. `lowercase`: text whatever its case. `text`: the words in it, whatever their case.
 * - `long`, `float`, `boolean`.
 * - `date`: epoch milliseconds. `timestamp`: the same as a `timestamptz` column.
 * - `uuid`: exact text held in a `uuid` column.
 */
export type FieldKind = 'keyword' | 'lowercase' | 'text' | 'long' | 'float' | 'boolean' | 'date' | 'timestamp' | 'uuid';

/** The kinds that a JSON value can be read as. */
export type JsonFieldKind = Exclude<FieldKind, 'timestamp' | 'uuid'>;

/**
 * How a text becomes words, by the names of the index settings (Atlan wire, analyzers): `standard` (Unicode words), `atlan_text_analyzer` …
 * A text field without one is `standard`.
 */
export type AnalyzerName =
  | 'standard'
  | 'whitespace'
  | 'atlan_text_analyzer'
  | 'atlan_text_analyzer_v2'
  | 'atlan_text_stemmer'
  | 'atlan_text_comma_analyzer'
  | 'atlan_glossary_analyzer'
  | 'atlan_delimiter_analyzer'
  | 'atlan_path_analyzer';

/** A field derived from a column with few values, such as the super types of a type: equality becomes equality of the column. */
export interface Vocabulary {
  readonly column: string;
  /** The column's values for which the field has `value`. */
  columnValues(value: string): readonly string[];
  /** Every value that the column can have: most of them are asked for by naming the rest. */
  readonly allValues: readonly string[];
}

/** The key of a jsonb column under which a field is stored. One index on the column answers equality for all of its keys. */
export interface StoredKey {
  readonly column: string;
  readonly key: string;
}

/**
 * A field of the index with the trusted SQL that stands for it.
 * `sql` yields the type that `kind` says; for `many` it yields a jsonb array (or one jsonb value) of them instead, and with
 * `textArray` a `text[]` column, which an index answers.
 */
export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly many: boolean;
  readonly sql: string;
  readonly textArray?: true;
  /** Of kind `text` only. */
  readonly analyzer?: AnalyzerName;
  readonly vocabulary?: Vocabulary;
  /** It has few values, so that many rows share one. */
  readonly coarse?: true;
  /** Every row has a value, so that an index in plain order serves a sort. */
  readonly required?: true;
  /** Of a keyword that is stored as it is compared. */
  readonly stored?: StoredKey;
  /**
   * SQL that holds for the rows with a value for which `predicate` does: for values of other rows, so that a search can begin at those.
   * `sql` says the same row by row, for sorts and aggregations.
   */
  readonly withValue?: (predicate: (value: string) => string) => string;
}

/** Finds a field by the name a query uses. `null`: there is no such field, so nothing has a value in it. */
export type FieldResolver = (name: string, params: ParameterSink) => Field | null;

/** What the compilers need: the fields, where values go, and the instant that `now` means. */
export interface CompileContext {
  readonly fields: FieldResolver;
  readonly params: ParameterSink;
  readonly now: Date;
}

/** Text as an SQL literal, for names from our own registry. Values of callers are parameters instead. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function jsonDate(json: string): string {
  const text = `${json} #>> '{}'`;
  const parsed = `CASE WHEN pg_input_is_valid(${text}, 'timestamptz') THEN extract(epoch FROM (${text})::timestamptz) * 1000 END`;
  return `(CASE jsonb_typeof(${json}) WHEN 'number' THEN (${json})::numeric WHEN 'string' THEN ${parsed} END)`;
}

function jsonNumber(json: string): string {
  return `(CASE WHEN jsonb_typeof(${json}) = 'number' THEN (${json})::numeric END)`;
}

const readings: Readonly<Record<JsonFieldKind, (json: string) => string>> = {
  keyword: (json) => `(${json} #>> '{}')`,
  lowercase: (json) => `(${json} #>> '{}')`,
  text: (json) => `(${json} #>> '{}')`,
  long: jsonNumber,
  float: jsonNumber,
  boolean: (json) => `(CASE WHEN jsonb_typeof(${json}) = 'boolean' THEN (${json})::boolean END)`,
  date: jsonDate,
};

/** SQL that reads a jsonb expression as `kind`; null when it holds something else. */
export function readJson(kind: JsonFieldKind, json: string): string {
  return readings[kind](json);
}
