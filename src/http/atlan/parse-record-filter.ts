import {
  CatalogError,
  isJsonObject,
  type FilterOperator,
  type FilterValue,
  type JsonObject,
  type RecordFilter,
} from '../../foundation/index.ts';
import { parseFilterJson } from './parse-filter-json.ts';

const operators: Readonly<Record<string, FilterOperator>> = {
  $eq: 'eq',
  $ne: 'ne',
  $neq: 'ne',
  $ilike: 'ilike',
  $like: 'like',
  $in: 'in',
  $nin: 'nin',
  $gt: 'gt',
  $gte: 'gte',
  $lt: 'lt',
  $lte: 'lte',
};
const depthMax = 10;
const accepted = [...Object.keys(operators), '$and', '$or'].join(', ');

function refuse(message: string): never {
  throw new CatalogError('filter_invalid', message);
}

function isScalar(value: unknown): value is FilterValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function readValue(operator: FilterOperator, value: unknown, at: string): FilterValue | FilterValue[] {
  if (operator === 'in' || operator === 'nin') {
    if (Array.isArray(value) && value.every(isScalar)) return value;
    return refuse(`\`${at}\` must be a list of texts, numbers or booleans`);
  }
  if (!isScalar(value)) return refuse(`\`${at}\` must be a text, a number, a boolean or null`);
  const needsText = operator === 'like' || operator === 'ilike';
  if (needsText && typeof value !== 'string') return refuse(`\`${at}\` must be a text`);
  return value;
}

function allOf(parts: readonly RecordFilter[]): RecordFilter {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'and', of: parts };
}

function parseField(field: string, condition: unknown, at: string): RecordFilter {
  if (!isJsonObject(condition)) {
    if (Array.isArray(condition)) return refuse(`\`${at}\` is a list; write {"$in": [...]}`);
    return { kind: 'compare', field, operator: 'eq', value: readValue('eq', condition, at) };
  }
  const comparisons = Object.entries(condition).map(([name, value]): RecordFilter => {
    const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
    if (operator === undefined) return refuse(`unknown operator \`${name}\` in \`${at}\`; accepted: ${accepted}`);
    return { kind: 'compare', field, operator, value: readValue(operator, value, `${at}.${name}`) };
  });
  return allOf(comparisons);
}

function parseList(kind: 'and' | 'or', list: unknown, place: { at: string; depth: number }): RecordFilter {
  const { at, depth } = place;
  if (!Array.isArray(list)) return refuse(`\`${at}\` must be a list of filters`);
  if (depth >= depthMax) return refuse(`\`${at}\` is nested deeper than ${String(depthMax)} levels`);
  const of = list.map((part: unknown, index) => parseObject(part, { at: `${at}[${String(index)}]`, depth: depth + 1 }));
  return { kind, of };
}

function parseObject(value: unknown, place: { at: string; depth: number }): RecordFilter {
  const { at, depth } = place;
  if (!isJsonObject(value)) return refuse(`\`${at}\` must be an object`);
  const parts = Object.entries(value as JsonObject).map(([key, part]): RecordFilter => {
    const here = { at: `${at}.${key}`, depth };
    if (key === '$and') return parseList('and', part, here);
    if (key === '$or') return parseList('or', part, here);
    if (key.startsWith('$')) return refuse(`unknown operator \`${key}\` in \`${at}\`; accepted: ${accepted}`);
    return parseField(key, part, here.at);
  });
  return allOf(parts);
}

/**
 * The `filter` of a service list (Atlan wire, filter and sort grammar): `{"f":"v"}`, `{"f":{"$op":v}}`, `$and`, `$or`.
 * Several fields, or several operators of one field, must all hold. An empty object is no filter.
 * Throws `filter_invalid` naming the place and what would be accepted; whether a field exists, the list itself says.
 */
export function parseRecordFilter(text: string): RecordFilter | undefined {
  const filter = parseObject(parseFilterJson(text), { at: 'filter', depth: 0 });
  return filter.kind === 'and' && filter.of.length === 0 ? undefined : filter;
}
