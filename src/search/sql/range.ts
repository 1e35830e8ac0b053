import { type Bound, type RangeAst } from '../ast.ts';
import { type CompileContext, type FieldKind } from '../fields.ts';
import { anyValue } from './element.ts';
import { hasWordThat } from './field-words.ts';
import { instantRange } from './instants.ts';
import { numberValue, textValue, uuidValue } from './scalar-values.ts';

type Predicate = (value: string) => string;
type MakePredicate = (node: RangeAst, ctx: CompileContext) => Predicate | null;

const operators = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

type End = keyof typeof operators;

type Compare = (column: string, operator: string, parameter: string) => string;

const plainly: Compare = (column, operator, parameter) => `${column} ${operator} ${parameter}`;
const folded: Compare = (column, operator, parameter) => `lower(${column}) ${operator} lower(${parameter})`;
/** Words are in the order of their code points, whatever the database's is. */
const wordwise: Compare = (word, operator, parameter) => `${word} COLLATE "C" ${operator} ${parameter}`;
const asText: Compare = (column, operator, parameter) => `${column}::text ${operator} ${parameter}`;

/** Compares with each bound that is given; `null` when one of them cannot be of the kind. */
function byBounds(read: (bound: Bound, end: End) => unknown, compare: Compare): MakePredicate {
  return (node, ctx) => {
    const values: [End, unknown][] = [];
    for (const end of Object.keys(operators) as End[]) {
      const bound = node[end];
      if (bound === undefined) continue;
      const value = read(bound, end);
      if (value === null) return null;
      values.push([end, value]);
    }
    const parts = values.map(([end, value]) => [operators[end], ctx.params.add(value)] as const);
    return (column) => parts.map(([operator, parameter]) => compare(column, operator, parameter)).join(' AND ');
  };
}

const foldedText = byBounds(textValue, folded);
const words = byBounds(textValue, wordwise);
const exactText = byBounds(textValue, plainly);
const floats = byBounds(numberValue, plainly);
const uuids = byBounds(uuidValue, plainly);
const uuidTexts = byBounds(textValue, asText);

/** 64 bits: what lies beyond them is pulled to the nearest number that a `bigint` can be compared with. */
const edge = 9.2e18;

function wholeBound(bound: Bound, end: End): string | null {
  const value = numberValue(bound);
  if (value === null) return null;
  const whole = end === 'gt' || end === 'lte' ? Math.floor(value) : Math.ceil(value);
  return String(BigInt(Math.max(-edge, Math.min(edge, whole))));
}

const wholes = byBounds(wholeBound, plainly);

/** COMPAT: the clients send date math against numeric time fields, so text that is no number is read as a date there. */
const longs: MakePredicate = (node, ctx) => {
  const dated = Object.keys(operators).some((end) => {
    const bound = node[end as End];
    return typeof bound === 'string' && numberValue(bound) === null;
  });
  return dated ? instantRange('date', node, ctx) : wholes(node, ctx);
};

const predicates: Readonly<Record<FieldKind, MakePredicate>> = {
  keyword: exactText,
  lowercase: foldedText,
  text: words,
  long: longs,
  float: floats,
  boolean: () => null,
  date: (node, ctx) => instantRange('date', node, ctx),
  timestamp: (node, ctx) => instantRange('timestamp', node, ctx),
  // Whole uuids are in the order of their text, and an index can answer them; parts of one are compared as text.
  uuid: (node, ctx) => uuids(node, ctx) ?? uuidTexts(node, ctx),
};

export function compileRange(node: RangeAst, ctx: CompileContext): string {
  const field = ctx.fields(node.field, ctx.params);
  if (field === null) return 'FALSE';
  const predicate = predicates[field.kind](node, ctx);
  if (predicate !== null && field.kind === 'text') return hasWordThat(field, predicate);
  return predicate === null ? 'FALSE' : anyValue(field, (value) => `(${predicate(value)})`);
}
