import { type AstOf } from '../ast.ts';
import { type CompileContext, type Field, type FieldKind } from '../fields.ts';
import { foldedAscii } from '../analysis/folded.ts';
import { anyValue } from './element.ts';
import { hasAnyWord, hasWordThat, keepsCase } from './field-words.ts';
import { instantRange } from './instants.ts';
import { booleanValue, numberValue, textValue, uuidValue, wholeValue } from './scalar-values.ts';
import { overlapsArray } from './text-array.ts';
import { compileStored } from './stored-key.ts';
import { compileVocabulary } from './vocabulary.ts';

type Equals = AstOf<'equals'>;
type Predicate = (value: string) => string;
type MakePredicate = (node: Equals, ctx: CompileContext) => Predicate | null;

const lowered: MakePredicate = ({ value }, ctx) => {
  const text = textValue(value);
  if (text === null) return null;
  const parameter = ctx.params.add(text);
  return (column) => `lower(${column}) = lower(${parameter})`;
};

const exactText: MakePredicate = (node, ctx) => {
  const text = textValue(node.value);
  if (text === null) return null;
  if (!node.caseInsensitive) return compared(ctx.params.add(text));
  const parameter = ctx.params.add(foldedAscii(text));
  return (column) => `folded_ascii(${column}) = ${parameter}`;
};

/** Uuids are written in lower case. */
const uuid: MakePredicate = ({ value, caseInsensitive }, ctx) => {
  const held = uuidValue(caseInsensitive ? foldedAscii(String(value)) : value);
  return held === null ? null : compared(ctx.params.add(held));
};

/**
 * The value is one word of the text, as it is written: it is not analysed, and most words are in lower case. Without regard to case
 * means that of ASCII.
 */
function compileWord(field: Field, node: Equals, ctx: CompileContext): string {
  const text = textValue(node.value);
  if (text === null) return 'FALSE';
  if (!node.caseInsensitive) return hasAnyWord(field, [text], ctx);
  if (!keepsCase(field)) return hasAnyWord(field, [foldedAscii(text)], ctx);
  const parameter = ctx.params.add(foldedAscii(text));
  return hasWordThat(field, (word) => `folded_ascii(${word}) = ${parameter}`);
}

function compared(parameter: string): Predicate {
  return (column) => `${column} = ${parameter}`;
}

function byValue<T>(valueFor: (value: Equals['value']) => T | null): MakePredicate {
  return ({ value }, ctx) => {
    const held = valueFor(value);
    return held === null ? null : compared(ctx.params.add(held));
  };
}

/** A date written as a day is the whole day. */
const instant: MakePredicate = ({ value }, ctx) => instantRange('date', { gte: value, lte: value }, ctx);
const timestamp: MakePredicate = ({ value }, ctx) => instantRange('timestamp', { gte: value, lte: value }, ctx);

const predicates: Readonly<Record<Exclude<FieldKind, 'text'>, MakePredicate>> = {
  keyword: exactText,
  lowercase: lowered,
  long: byValue(wholeValue),
  float: byValue(numberValue),
  boolean: byValue(booleanValue),
  date: instant,
  timestamp,
  uuid,
};

/** Equality as the kind of the field understands it; shared with `oneOf` where kinds have no list form. */
export function compileEqualsOn(field: Field, node: Equals, ctx: CompileContext): string {
  if (field.vocabulary !== undefined) {
    const isWord = field.kind === 'text' && node.caseInsensitive && typeof node.value === 'string';
    return compileVocabulary(field.vocabulary, [isWord ? foldedAscii(node.value) : node.value], ctx);
  }
  if (field.textArray === true && field.kind === 'keyword' && !node.caseInsensitive) {
    const text = textValue(node.value);
    return text === null ? 'FALSE' : overlapsArray(field.sql, ctx.params.add([text]));
  }
  const text = node.caseInsensitive ? null : textValue(node.value);
  const stored = text === null ? null : compileStored(field, [text], ctx);
  if (stored !== null) return stored;
  if (field.kind === 'text') return compileWord(field, node, ctx);
  const predicate = predicates[field.kind](node, ctx);
  return predicate === null ? 'FALSE' : anyValue(field, predicate);
}

export function compileEquals(node: Equals, ctx: CompileContext): string {
  const field = ctx.fields(node.field, ctx.params);
  return field === null ? 'FALSE' : compileEqualsOn(field, node, ctx);
}
