import { foldedAscii } from '../analysis/folded.ts';
import { type AstOf } from '../ast.ts';
import { type CompileContext, type Field, type FieldKind } from '../fields.ts';
import { anyValue } from './element.ts';
import { hasWordThat, hintOf, keepsCase } from './field-words.ts';
import { textValue } from './scalar-values.ts';

type StartsWith = (column: string, parameter: string) => string;

// `^@` is answered by a plain b-tree in databases of code point order, as ours are.
const exact: StartsWith = (column, parameter) => `${column} ^@ ${parameter}`;
const lowered: StartsWith = (column, parameter) => `lower(${column}) ^@ lower(${parameter})`;
/** Without regard to case means that of ASCII. */
const asciiFolded: StartsWith = (column, parameter) => `folded_ascii(${column}) ^@ folded_ascii(${parameter})`;

/** COMPAT: `null`: numbers, booleans and dates start with nothing. */
const forms: Readonly<Record<Exclude<FieldKind, 'text'>, StartsWith | null>> = {
  keyword: exact,
  lowercase: lowered,
  long: null,
  float: null,
  boolean: null,
  date: null,
  timestamp: null,
  uuid: exact,
};

/** A word of a text begins so, as it is written: OpenSearch analyses no prefix. Without regard to case means that of ASCII. */
function compileWordPrefix(field: Field, node: AstOf<'prefix'>, ctx: CompileContext): string {
  const { value: text, caseInsensitive } = node;
  const value = caseInsensitive ? foldedAscii(text) : text;
  const foldsWords = caseInsensitive && keepsCase(field);
  const hint = foldsWords ? undefined : hintOf(field, [value], ctx);
  const parameter = ctx.params.add(value);
  return hasWordThat(field, (word) => exact(foldsWords ? `folded_ascii(${word})` : word, parameter), hint);
}

/** The beginning of a value as the kind of the field understands it. */
export function compilePrefixOn(field: Field, node: AstOf<'prefix'>, ctx: CompileContext): string {
  const text = textValue(node.value);
  if (text === null) return 'FALSE';
  if (field.kind === 'text') return compileWordPrefix(field, node, ctx);
  const form = forms[field.kind];
  if (form === null) return 'FALSE';
  const startsWith = form === exact && node.caseInsensitive ? asciiFolded : form;
  const parameter = ctx.params.add(text);
  const cast = field.kind === 'uuid' ? '::text' : '';
  return anyValue(field, (value) => startsWith(`${value}${cast}`, parameter));
}

export function compilePrefix(node: AstOf<'prefix'>, ctx: CompileContext): string {
  const field = ctx.fields(node.field, ctx.params);
  return field === null ? 'FALSE' : compilePrefixOn(field, node, ctx);
}
