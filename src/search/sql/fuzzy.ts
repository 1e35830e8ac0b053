import { folded } from '../analysis/folded.ts';
import { type AstOf, type Fuzziness } from '../ast.ts';
import { type CompileContext, type Field, type FieldKind } from '../fields.ts';
import { anyValue, elementsOf, elementValue } from './element.ts';
import { compileEqualsOn } from './equals.ts';
import { hasWordThat, wordsOf } from './field-words.ts';
import { textValue } from './scalar-values.ts';

/** Edits that are allowed in a text of that many characters. */
function editsFor({ edits }: Fuzziness, length: number): number {
  // Lucene: only another text without characters is near to one.
  if (length === 0) return 0;
  if (typeof edits === 'number') return edits;
  if (length < edits.low) return 0;
  return length < edits.high ? 1 : 2;
}

/** What a text is compared with, as parameters: how it has to begin, and the arguments of the functions of migration `0018-text-analysis`. */
function nearness(
  value: string,
  fuzziness: Fuzziness,
  ctx: CompileContext,
): { readonly begins: string | null; readonly compared: string } {
  const characters = Array.from(value);
  const head = characters.slice(0, fuzziness.prefixLength).join('');
  const begins = head === '' ? null : ctx.params.add(head);
  const term = ctx.params.add(value);
  const edits = ctx.params.add(editsFor(fuzziness, characters.length));
  return { begins, compared: `${term}, ${edits}::integer, ${String(fuzziness.transpositions)}` };
}

/** SQL of whether a text is near the value. */
function nearTo(value: string, fuzziness: Fuzziness, ctx: CompileContext): (text: string) => string {
  const { begins, compared } = nearness(value, fuzziness, ctx);
  const near = (text: string): string => `within_edits(${text}, ${compared})`;
  return (text) => (begins === null ? near(text) : `(${text} ^@ ${begins} AND ${near(text)})`);
}

const asStored = (value: string): string => value;

/** How a value is compared, and that it is one of many words; `null`: it is near to none. */
const fuzzyKinds: Readonly<Record<FieldKind, { readonly terms: (value: string) => string } | 'words' | null>> = {
  keyword: { terms: asStored },
  lowercase: { terms: (value) => `lower(${value})` },
  text: 'words',
  long: null,
  float: null,
  boolean: null,
  date: null,
  timestamp: null,
  uuid: { terms: (value) => `${value}::text` },
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
  const near = nearTo(normalizedTerm(field, text), node.fuzziness, ctx);
  if (kind === 'words') return hasWordThat(field, near);
  return anyValue(field, (value) => near(kind.terms(value)));
}

function normalizedTerm({ kind }: Field, text: string): string {
  return kind === 'lowercase' ? folded(text) : text;
}

/** SQL of the rows `term` with the different terms of a field. */
function termsOf(field: Field, terms: (value: string) => string): string {
  const made = (value: string): string =>
    field.kind === 'text' ? `unnest(${wordsOf(field, value)})` : `(SELECT ${terms(value)})`;
  const rows = field.many ? `${elementsOf(field)}, LATERAL ${made(elementValue(field))}` : made(field.sql);
  return `(SELECT DISTINCT word FROM ${rows} AS each (word)) AS terms (term)`;
}

/**
 * SQL of what the terms that are near are worth together: 1 where the term is the very value, less for every edit in proportion to the
 * length of the shorter (Lucene: fuzzy queries).
 */
export function compileNearness(node: AstOf<'fuzzy'>, ctx: CompileContext): string {
  const field = ctx.fields(node.field, ctx.params);
  const kind = field === null ? null : fuzzyKinds[field.kind];
  const text = textValue(node.value);
  if (field === null || kind === null || text === null) return '0::numeric';
  const { begins, compared } = nearness(normalizedTerm(field, text), node.fuzziness, ctx);
  const terms = termsOf(field, kind === 'words' ? asStored : kind.terms);
  const condition = begins === null ? '' : ` WHERE term ^@ ${begins}`;
  return `(SELECT coalesce(sum(edit_similarity(term, ${compared})), 0) FROM ${terms}${condition})`;
}

export function compileFuzzy(node: AstOf<'fuzzy'>, ctx: CompileContext): string {
  const field = ctx.fields(node.field, ctx.params);
  return field === null ? 'FALSE' : compileFuzzyOn(field, node, ctx);
}
