import { type AstOf, type Fuzziness } from '../ast.ts';
import { type CompileContext, type Field, type FieldKind } from '../fields.ts';
import { anyValue } from './element.ts';
import { compileEqualsOn } from './equals.ts';
import { hasWordThat } from './field-words.ts';
import { textValue } from './scalar-values.ts';

/** Edits that are allowed in a text of that many characters. */
function editsFor({ edits }: Fuzziness, length: number): number {
  if (typeof edits === 'number') return edits;
  if (length < edits.low) return 0;
  return length < edits.high ? 1 : 2;
}

/** SQL of whether a text is near the value. */
function nearTo(value: string, fuzziness: Fuzziness, ctx: CompileContext): (text: string) => string {
  const characters = Array.from(value);
  const head = characters.slice(0, fuzziness.prefixLength).join('');
  const begins = head === '' ? null : ctx.params.add(head);
  const term = ctx.params.add(value);
  const edits = ctx.params.add(editsFor(fuzziness, characters.length));
  const near = (text: string): string =>
    `within_edits(${text}, ${term}, ${edits}::integer, ${String(fuzziness.transpositions)})`;
  return (text) => (begins === null ? near(text) : `(${text} ^@ ${begins} AND ${near(text)})`);
}

const fuzzyKinds: Readonly<Record<FieldKind, 'words' | 'value' | 'folded' | null>> = {
  keyword: 'value',
  lowercase: 'folded',
  text: 'words',
  long: null,
  float: null,
  boolean: null,
  date: null,
  timestamp: null,
  uuid: null,
};

/**
 * A term a few edits away (Lucene: fuzzy queries), the value as it stands. COMPAT: numbers, booleans and dates are near to none; and all
 * terms that are near enough count, where Elasticsearch stops at `max_expansions` of them.
 */
export function compileFuzzyOn(field: Field, node: AstOf<'fuzzy'>, ctx: CompileContext): string {
  const kind = fuzzyKinds[field.kind];
  const text = textValue(node.value);
  if (kind === null || text === null) return 'FALSE';
  if (editsFor(node.fuzziness, Array.from(text).length) === 0) {
    return compileEqualsOn(field, { ...node, kind: 'equals', caseInsensitive: false }, ctx);
  }
  if (kind === 'words') return hasWordThat(field, nearTo(text, node.fuzziness, ctx));
  if (kind === 'value') return anyValue(field, nearTo(text, node.fuzziness, ctx));
  const near = nearTo(text.toLowerCase(), node.fuzziness, ctx);
  return anyValue(field, (value) => near(`lower(${value})`));
}

export function compileFuzzy(node: AstOf<'fuzzy'>, ctx: CompileContext): string {
  const field = ctx.fields(node.field, ctx.params);
  return field === null ? 'FALSE' : compileFuzzyOn(field, node, ctx);
}
