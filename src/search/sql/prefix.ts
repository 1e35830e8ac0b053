import { type AstOf } from '../ast.ts';
import { type CompileContext, type FieldKind } from '../fields.ts';
import { anyValue } from './element.ts';
import { textValue } from './scalar-values.ts';
import { wordsOf } from './words.ts';

type StartsWith = (column: string, parameter: string) => string;

// `^@` is answered by a plain b-tree in databases of code point order, as ours are.
const exact: StartsWith = (column, parameter) => `${column} ^@ ${parameter}`;
const lowered: StartsWith = (column, parameter) => `lower(${column}) ^@ lower(${parameter})`;
const anyWord: StartsWith = (column, parameter) =>
  `EXISTS (SELECT FROM unnest(${wordsOf(column)}) AS word WHERE word ^@ lower(${parameter}))`;

/** COMPAT: `null`: numbers, booleans and dates start with nothing. */
const forms: Readonly<Record<FieldKind, StartsWith | null>> = {
  keyword: exact,
  lowercase: lowered,
  text: anyWord,
  long: null,
  float: null,
  boolean: null,
  date: null,
  timestamp: null,
  uuid: (column, parameter) => exact(`${column}::text`, parameter),
};

export function compilePrefix(node: AstOf<'prefix'>, ctx: CompileContext): string {
  const field = ctx.fields(node.field, ctx.params);
  const form = field === null ? null : forms[field.kind];
  const text = textValue(node.value);
  if (field === null || form === null || text === null) return 'FALSE';
  const startsWith = form === exact && node.caseInsensitive ? lowered : form;
  const parameter = ctx.params.add(text);
  return anyValue(field, (value) => startsWith(value, parameter));
}
