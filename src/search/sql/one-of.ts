import { type AstOf, type Scalar } from '../ast.ts';
import { type CompileContext, type Field, type FieldKind } from '../fields.ts';
import { anyValue } from './element.ts';
import { compileEqualsOn } from './equals.ts';
import { hasAnyWord } from './field-words.ts';
import { booleanValue, numberValue, textValue, uuidValue, wholeValue } from './scalar-values.ts';
import { overlapsArray } from './text-array.ts';
import { compileStored } from './stored-key.ts';
import { compileVocabulary } from './vocabulary.ts';

/** `null` in place of the comparison: the kind has none for lists, and equality is asked value by value. */
interface ListForm {
  readonly read: (value: Scalar) => string | number | boolean | null;
  readonly holds: (column: string, parameter: string) => string;
}

const contained = (column: string, parameter: string): string => `${column} = ANY(${parameter})`;
// Lowering the text of a whole array changes only its elements: braces, quotes and commas have no case.
const containedLowered = (column: string, parameter: string): string =>
  `lower(${column}) = ANY(lower(${parameter})::text[])`;

const listForms: Readonly<Record<Exclude<FieldKind, 'text'>, ListForm | null>> = {
  keyword: { read: textValue, holds: contained },
  lowercase: { read: textValue, holds: containedLowered },
  long: { read: wholeValue, holds: contained },
  float: { read: numberValue, holds: contained },
  boolean: { read: booleanValue, holds: contained },
  date: null,
  timestamp: null,
  uuid: { read: uuidValue, holds: contained },
};

function compileEach(field: Field, node: AstOf<'oneOf'>, ctx: CompileContext): string {
  const parts = node.values.map((value) =>
    compileEqualsOn(field, { kind: 'equals', field: node.field, value, caseInsensitive: false }, ctx),
  );
  const held = parts.filter((part) => part !== 'FALSE');
  return held.length === 0 ? 'FALSE' : `(${held.join(' OR ')})`;
}

export function compileOneOf(node: AstOf<'oneOf'>, ctx: CompileContext): string {
  const field = ctx.fields(node.field, ctx.params);
  if (field === null) return 'FALSE';
  if (field.vocabulary !== undefined) return compileVocabulary(field.vocabulary, node.values, ctx);
  if (field.kind === 'text') {
    const words = node.values.map(textValue).filter((word) => word !== null);
    return words.length === 0 ? 'FALSE' : hasAnyWord(field, words, ctx);
  }
  const form = listForms[field.kind];
  if (form === null) return compileEach(field, node, ctx);
  const values = node.values.map(form.read).filter((value) => value !== null);
  if (values.length === 0) return 'FALSE';
  const stored = compileStored(field, values.map(String), ctx);
  if (stored !== null) return stored;
  const parameter = ctx.params.add(values);
  if (field.textArray === true && field.kind === 'keyword') return overlapsArray(field.sql, parameter);
  return anyValue(field, (column) => form.holds(column, parameter));
}
