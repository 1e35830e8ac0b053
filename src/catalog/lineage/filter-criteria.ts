import { isJsonObject, type JsonObject, type JsonValue, type Problem } from '../../foundation/index.ts';
import { all, allOf, anyOf, likePattern, negate, type Ast, type Scalar } from '../../search/index.ts';
import { jsonField, type JsonReading } from './lineage-fields.ts';
import { parseTimeRange, timeRangeNames } from './time-range.ts';

/** Where criteria stand in the request, and what is wrong with them. */
export interface CriteriaPlace {
  readonly at: string;
  readonly problems: Problem[];
}

/** One comparison, with its value still to be read. */
interface Comparison {
  readonly field: string;
  readonly value: JsonValue | undefined;
  readonly place: CriteriaPlace;
}

const criteriaMax = 1_000;
const levelsMax = 32;
const valuesMax = 10_000;

function refuse({ at, problems }: CriteriaPlace, member: string, message: string): Ast {
  problems.push({ path: `${at}.${member}`, message });
  return all;
}

function isScalar(value: JsonValue | undefined): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** COMPAT: official clients write every value as text, Python's `True` included, so it may stand for a number, a boolean or a day. */
function readingsOf(value: Scalar): JsonReading[] {
  const text = String(value);
  const readings: JsonReading[] = ['keyword'];
  if (text.trim() !== '' && Number.isFinite(Number(text))) readings.push('float');
  if (/^(true|false)$/i.test(text)) readings.push('boolean');
  if (/^\d{4}-\d\d-\d\d/.test(text)) readings.push('date');
  return readings;
}

function valueAs(reading: JsonReading, value: Scalar): Scalar {
  return reading === 'boolean' ? String(value).toLowerCase() : value;
}

function isAny(field: string, value: Scalar): Ast {
  const parts = readingsOf(value).map((reading): Ast => {
    const named = jsonField(field, reading);
    return { kind: 'equals', field: named, value: valueAs(reading, value), caseInsensitive: false };
  });
  return anyOf(parts);
}

/** Numbers and times are in their own order, everything else in that of its text. */
function orderedBy(end: 'gt' | 'gte' | 'lt' | 'lte'): (field: string, value: Scalar) => Ast {
  return (field, value) => {
    const readings = readingsOf(value).filter((reading) => reading !== 'boolean');
    const telling = readings.length > 1 ? readings.filter((reading) => reading !== 'keyword') : readings;
    const bound = typeof value === 'boolean' ? String(value) : value;
    return anyOf(telling.map((reading) => ({ kind: 'range', field: jsonField(field, reading), [end]: bound })));
  };
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}

function likes(makePattern: (text: string) => string): (field: string, value: Scalar) => Ast {
  return (field, value) => ({
    kind: 'pattern',
    field: jsonField(field, 'keyword'),
    syntax: 'like',
    pattern: makePattern(String(value)),
    caseInsensitive: false,
  });
}

const contains = likes((text) => `%${escapeLike(text)}%`);

function present(field: string): Ast {
  return { kind: 'present', field: jsonField(field, 'keyword') };
}

type Compile = (comparison: Comparison) => Ast;

function ofOne(compile: (field: string, value: Scalar) => Ast): Compile {
  return ({ field, value, place }) =>
    isScalar(value)
      ? compile(field, value)
      : refuse(place, 'attributeValue', 'is missing; accepted: text, a number or a boolean');
}

/** COMPAT: several values are a list, or one text with commas between them, which is all that official clients can send. */
function ofSeveral(combine: (parts: readonly Ast[]) => Ast): Compile {
  return ({ field, value, place }) => {
    const list = typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
    const values = Array.isArray(list) ? (list as readonly JsonValue[]) : [list ?? null];
    if (values.length === 0 || !values.every(isScalar)) {
      return refuse(
        place,
        'attributeValue',
        'is missing; accepted: a list of values, or text with commas between them',
      );
    }
    if (values.length > valuesMax) {
      return refuse(place, 'attributeValue', `holds ${values.length} values, the most is ${valuesMax}`);
    }
    return combine(values.map((one) => isAny(field, one)));
  };
}

const withinTime: Compile = ({ field, value, place }) => {
  const range = typeof value === 'string' ? parseTimeRange(value) : null;
  if (range !== null) return { kind: 'range', field: jsonField(field, 'date'), ...range };
  const accepted = `\`<from>,<to>\` in epoch milliseconds, ${timeRangeNames.join(', ')}`;
  return refuse(place, 'attributeValue', `is no range of time; accepted: ${accepted}`);
};

const equals = ofOne(isAny);
const differs = ofOne((field, value) => negate(isAny(field, value)));

/**
 * The operators (Atlan wire: lineage list). Text compares exactly. What denies (`!=`, `not_contains`, `isNull`) holds of an attribute
 * that is not set; nothing else does. Of a list one value is enough, except for `containsAll`.
 */
const operators: Readonly<Record<string, Compile>> = {
  '=': equals,
  eq: equals,
  '!=': differs,
  neq: differs,
  '<': ofOne(orderedBy('lt')),
  '<=': ofOne(orderedBy('lte')),
  '>': ofOne(orderedBy('gt')),
  '>=': ofOne(orderedBy('gte')),
  in: ofSeveral(anyOf),
  containsAny: ofSeveral(anyOf),
  containsAll: ofSeveral(allOf),
  like: ofOne(likes(likePattern)),
  startsWith: ofOne(likes((text) => `${escapeLike(text)}%`)),
  endsWith: ofOne(likes((text) => `%${escapeLike(text)}`)),
  contains: ofOne(contains),
  not_contains: ofOne((field, value) => negate(contains(field, value))),
  isNull: ({ field }) => negate(present(field)),
  notNull: ({ field }) => present(field),
  notEmpty: ({ field }) => allOf([present(field), negate(isAny(field, ''))]),
  timerange: withinTime,
};

/** Every operator by its name on the wire. */
export const operatorNames: readonly string[] = Object.keys(operators);

function readCriterion(criterion: JsonObject, place: CriteriaPlace): Ast {
  const { attributeName: field, operator, attributeValue: value } = criterion;
  const isNamed = typeof field === 'string' && field !== '' && field.length <= 512;
  if (!isNamed) refuse(place, 'attributeName', 'is missing; accepted: the name of an attribute');
  const compile = typeof operator === 'string' && Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (compile === undefined) {
    const said = typeof operator === 'string' ? `\`${operator.slice(0, 80)}\` is no operator` : 'is missing';
    return refuse(place, 'operator', `${said}; accepted: ${operatorNames.map((name) => `\`${name}\``).join(', ')}`);
  }
  return compile({ field: isNamed ? field : '', value, place });
}

class CriteriaReader {
  private read = 0;

  readAny(value: JsonValue, place: CriteriaPlace, level: number): Ast {
    if (!isJsonObject(value)) return this.refuseShape(place);
    this.read += 1;
    if (this.read > criteriaMax) {
      // Said once: what comes after is not read.
      if (this.read === criteriaMax + 1) {
        place.problems.push({ path: place.at, message: `is criterion ${this.read}, the most is ${criteriaMax}` });
      }
      return all;
    }
    if (level > levelsMax) {
      place.problems.push({ path: place.at, message: `is nested deeper than ${levelsMax} levels` });
      return all;
    }
    if ('attributeName' in value || 'operator' in value) return readCriterion(value, place);
    return this.readGroup(value, place, level);
  }

  private readGroup(group: JsonObject, place: CriteriaPlace, level: number): Ast {
    const { condition = 'AND', criterion = [] } = group;
    if (condition !== 'AND' && condition !== 'OR') {
      refuse(place, 'condition', 'is neither `AND` nor `OR`');
    }
    if (!Array.isArray(criterion)) return refuse(place, 'criterion', 'is no list of criteria');
    const parts = (criterion as readonly JsonValue[]).map((part, index) =>
      this.readAny(part, { at: `${place.at}.criterion[${index}]`, problems: place.problems }, level + 1),
    );
    if (parts.length === 0) return all;
    return condition === 'OR' ? anyOf(parts) : allOf(parts);
  }

  private refuseShape({ at, problems }: CriteriaPlace): Ast {
    const message =
      'is no criterion: an object with `attributeName`, `operator` and `attributeValue`, or with `criterion`';
    problems.push({ path: at, message });
    return all;
  }
}

/**
 * Reads criteria (Atlan wire: lineage list), groups in groups included, as a query over the fields of `lineage-fields`. Nothing, and a
 * group without criteria, is everything. Tells every problem with its place, and goes on.
 */
export function readCriteria(value: JsonValue | undefined, place: CriteriaPlace): Ast {
  if (value === undefined || value === null) return all;
  return new CriteriaReader().readAny(value, place, 1);
}
