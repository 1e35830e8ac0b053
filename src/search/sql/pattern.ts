import { type AstOf, type PatternAst } from '../ast.ts';
import { type CompileContext, type FieldKind } from '../fields.ts';
import { anyValue } from './element.ts';
import { textValue } from './scalar-values.ts';
import { wordsOf } from './words.ts';

type Matches = (column: string, parameter: string) => string;

const operators: Readonly<Record<PatternAst['syntax'], { readonly exact: Matches; readonly folded: Matches }>> = {
  like: {
    exact: (column, parameter) => `${column} LIKE ${parameter}`,
    folded: (column, parameter) => `lower(${column}) LIKE lower(${parameter})`,
  },
  regexp: {
    exact: (column, parameter) => `${column} ~ ${parameter}`,
    // Lowering the expression instead would turn `\W` into `\w`.
    folded: (column, parameter) => `${column} ~* ${parameter}`,
  },
};

/** What the pattern is held against. COMPAT: `null`: numbers, booleans and dates match no pattern. */
const subjects: Readonly<Record<FieldKind, 'value' | 'words' | null>> = {
  keyword: 'value',
  lowercase: 'value',
  text: 'words',
  long: null,
  float: null,
  boolean: null,
  date: null,
  timestamp: null,
  uuid: 'value',
};

export function compilePattern(node: AstOf<'pattern'>, ctx: CompileContext): string {
  const field = ctx.fields(node.field, ctx.params);
  const subject = field === null ? null : subjects[field.kind];
  const pattern = textValue(node.pattern);
  if (field === null || subject === null || pattern === null) return 'FALSE';
  const folded = node.caseInsensitive || field.kind === 'lowercase' || field.kind === 'text';
  const matches = operators[node.syntax][folded ? 'folded' : 'exact'];
  const parameter = ctx.params.add(pattern);
  if (subject === 'value') {
    const cast = field.kind === 'uuid' ? '::text' : '';
    return anyValue(field, (value) => matches(`${value}${cast}`, parameter));
  }
  return anyValue(
    field,
    (value) => `EXISTS (SELECT FROM unnest(${wordsOf(value)}) AS word WHERE ${matches('word', parameter)})`,
  );
}
