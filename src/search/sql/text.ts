import { type AstOf, type TextAst } from '../ast.ts';
import { type CompileContext, type Field } from '../fields.ts';
import { minimumMatchCount } from '../reading/minimum-match.ts';
import { anyValue } from './element.ts';
import { compileEqualsOn } from './equals.ts';
import { hasAnyWord, hintOf, wordsOf } from './field-words.ts';
import { compileFuzzyOn } from './fuzzy.ts';
import { compilePhrase, hasWordWithPrefix } from './phrase.ts';
import { compilePrefixOn } from './prefix.ts';
import { endsInPrefix, type QueryWord, queryWords } from './query-words.ts';
import { textValue } from './scalar-values.ts';
import { compileVocabulary } from './vocabulary.ts';

/** A field that is no text holds one word: its value as a whole, as an index without analysis has it. */
function compileWhole(field: Field, node: TextAst, ctx: CompileContext): string {
  const { field: name, query: value, fuzziness } = node;
  if (node.lastIsPrefix === true) {
    // COMPAT: the beginning of a phrase is looked for in text only; Elasticsearch refuses it elsewhere.
    if (node.mode === 'phrase') return 'FALSE';
    return compilePrefixOn(field, { kind: 'prefix', field: name, value, caseInsensitive: false }, ctx);
  }
  if (fuzziness !== undefined) return compileFuzzyOn(field, { kind: 'fuzzy', field: name, value, fuzziness }, ctx);
  return compileEqualsOn(field, { kind: 'equals', field: name, value, caseInsensitive: false }, ctx);
}

/** One place of the query. Words that stand for each other are never taken loosely, as in Elasticsearch. */
function compileWord(
  field: Field,
  words: QueryWord,
  how: { readonly node: TextAst; readonly isPrefix: boolean; readonly ctx: CompileContext },
): string {
  const { node, isPrefix, ctx } = how;
  const [value = '', ...others] = words;
  if (isPrefix) return hasWordWithPrefix(field, words, ctx);
  if (node.fuzziness !== undefined && others.length === 0) {
    return compileFuzzyOn(field, { kind: 'fuzzy', field: node.field, value, fuzziness: node.fuzziness }, ctx);
  }
  return field.vocabulary === undefined
    ? hasAnyWord(field, words, ctx)
    : compileVocabulary(field.vocabulary, words, ctx);
}

/** All words of one value, in one comparison that an index answers. */
function hasAllWords(field: Field, words: readonly string[], ctx: CompileContext): string {
  const different = [...new Set(words)];
  const longest = different.toSorted((one, other) => other.length - one.length)[0] ?? '';
  const hint = hintOf(field, [longest], ctx);
  const parameter = ctx.params.add(different);
  return anyValue(field, (value) => `(${hint(value)}${wordsOf(field, value)} @> ${parameter}::text[])`);
}

/** How many of the places have to be there. A query of one word has nothing to choose from. */
function neededCount(node: TextAst, places: number): number {
  const { mode, minimumShouldMatch: minimum } = node;
  if (minimum === undefined || places === 1) return mode === 'all' ? places : 1;
  if (mode === 'any') return Math.max(1, minimumMatchCount(minimum, places) ?? 1);
  // Lucene: what is required is not counted, and more than there is to count is never reached.
  return (minimumMatchCount(minimum, 0) ?? 0) > 0 ? Infinity : places;
}

function compileWords(field: Field, node: TextAst, ctx: CompileContext): string {
  const places = queryWords(node.field, node, ctx);
  if (places.length === 0) return node.allWithoutWords === true ? 'TRUE' : 'FALSE';
  if (node.mode === 'phrase') return compilePhrase(field, places, { node, ctx });
  const needed = neededCount(node, places.length);
  if (needed > places.length) return 'FALSE';
  const prefixAt = endsInPrefix(node, places, ctx) ? places.length - 1 : -1;
  const plain = node.fuzziness === undefined && prefixAt < 0 && field.vocabulary === undefined;
  if (plain && needed === 1) return hasAnyWord(field, places.flat(), ctx);
  const single = places.every((words) => words.length === 1);
  if (plain && single && needed === places.length && !field.many) return hasAllWords(field, places.flat(), ctx);
  const parts = places.map((words, at) => compileWord(field, words, { node, isPrefix: at === prefixAt, ctx }));
  if (needed === 1) return `(${parts.join(' OR ')})`;
  if (needed === places.length) return `(${parts.join(' AND ')})`;
  // The list is flat: a sum of hundreds would nest as deep as PostgreSQL's stack.
  const count = `(cardinality(array_positions(ARRAY[${parts.join(', ')}], TRUE)) >= ${ctx.params.add(needed)})`;
  return plain && !field.many ? `(${hasAnyWord(field, places.flat(), ctx)} AND ${count})` : count;
}

/**
 * Words are looked for in text fields; any other kind is compared as a whole, as an index without analysis does. A query
 * without a word (only punctuation) matches nothing unless it says otherwise.
 */
export function compileText(node: AstOf<'text'>, ctx: CompileContext): string {
  const field = ctx.fields(node.field, ctx.params);
  if (field === null || textValue(node.query) === null) return 'FALSE';
  if (field.kind !== 'text') return compileWhole(field, node, ctx);
  return compileWords(field, node, ctx);
}
