import { type AstOf, type PatternAst } from '../ast.ts';
import { type CompileContext, type FieldKind } from '../fields.ts';
import { anyValue } from './element.ts';
import { hasWordThat } from './field-words.ts';
import { textValue } from './scalar-values.ts';

type Matches = (column: string, parameter: string) => string;

/** `folded`: values that are compared in lower case. `foldedAscii`: without regard to case, which means that of ASCII. */
interface Operators {
  readonly exact: Matches;
  readonly folded: Matches;
  readonly foldedAscii: Matches;
}

const operators: Readonly<Record<PatternAst['syntax'], Operators>> = {
  like: {
    exact: (column, parameter) => `${column} LIKE ${parameter}`,
    folded: (column, parameter) => `lower(${column}) LIKE lower(${parameter})`,
    foldedAscii: (column, parameter) => `folded_ascii(${column}) LIKE folded_ascii(${parameter})`,
  },
  regexp: {
    exact: (column, parameter) => `${column} ~ ${parameter}`,
    // Lowering the expression instead would turn `\W` into `\w`.
    folded: (column, parameter) => `folded(${column}) ~* ${parameter}`,
    // The expression itself names both cases of its letters.
    foldedAscii: (column, parameter) => `${column} ~ ${parameter}`,
  },
};

/**
 * What the pattern is held against: a word of a text as it is written, for OpenSearch 2 analyses no pattern (only its `query_string` does).
 * COMPAT: `null`: numbers, booleans and dates match no pattern.
 */
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
  const parameter = ctx.params.add(pattern);
  const usual = node.caseInsensitive ? 'foldedAscii' : 'exact';
  const matches = operators[node.syntax][field.kind === 'lowercase' ? 'folded' : usual];
  if (subject === 'words') return hasWordThat(field, (word) => matches(word, parameter));
  const cast = field.kind === 'uuid' ? '::text' : '';
  return anyValue(field, (value) => matches(`${value}${cast}`, parameter));
}
