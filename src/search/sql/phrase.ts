import { type TextAst } from '../ast.ts';
import { type CompileContext, type Field } from '../fields.ts';
import { anyValue } from './element.ts';
import {
  gapBetweenValues,
  hasAnyWord,
  hasWordsThat,
  hasWordThat,
  hintOf,
  placesOf,
  separatorOf,
  wordsOf,
} from './field-words.ts';
import { type QueryWord } from './query-words.ts';

/** Words side by side: where one character parts all words of a field, they are found as one text. */
function joinedPhrase(field: Field, words: readonly string[], options: PhraseOptions): string | null {
  const { ctx, node } = options;
  const separator = separatorOf(field);
  if (separator === null || (node.slop ?? 0) > 0) return null;
  const isPrefix = node.lastIsPrefix === true;
  const whole = isPrefix ? words.slice(0, -1) : words;
  const hint = hintOf(field, [words.toSorted((one, other) => other.length - one.length)[0] ?? ''], ctx);
  const held = ctx.params.add([...new Set(whole)]);
  const run = ctx.params.add(`${separator}${words.join(separator)}${isPrefix ? '' : separator}`);
  return anyValue(field, (value) => {
    const text = `'${separator}' || array_to_string(${wordsOf(field, value)}, '${separator}') || '${separator}'`;
    return `(${hint(value)}${wordsOf(field, value)} @> ${held}::text[] AND strpos(${text}, ${run}) > 0)`;
  });
}

interface PhraseOptions {
  readonly node: TextAst;
  readonly ctx: CompileContext;
}

/** Words with places of their own, or moved ones. */
function placedPhrase(field: Field, places: readonly QueryWord[], { node, ctx }: PhraseOptions): string {
  const slop = node.slop ?? 0;
  const pairs = places.flatMap((words, place) => words.map((word) => [word, place] as const));
  const prefixPlace = node.lastIsPrefix === true ? places.length - 1 : -1;
  const [words, numbers, slopLimit, prefix] = [
    ctx.params.add(pairs.map(([word]) => word)),
    ctx.params.add(pairs.map(([, place]) => place)),
    ctx.params.add(slop),
    ctx.params.add(prefixPlace),
  ];
  const phrase = `${words}::text[], ${numbers}::integer[], ${slopLimit}::integer, ${prefix}::integer`;
  const whole = places.findIndex((_, place) => place !== prefixPlace);
  const some = ctx.params.add(places[whole] ?? []);
  const holds = (held: string, at: string): string =>
    `(${held} && ${some}::text[] AND holds_phrase(${held}, ${at}, ${phrase}))`;
  // No phrase reaches over the gap to the next value unless it may be moved as far.
  if (slop < gapBetweenValues) return anyValue(field, (value) => holds(wordsOf(field, value), placesOf(field, value)));
  return hasWordsThat(field, holds);
}

/** SQL: the words of the query stand in the field in this order, side by side or moved by `slop` in all (Lucene: phrase queries). */
export function compilePhrase(field: Field, places: readonly QueryWord[], options: PhraseOptions): string {
  const { node, ctx } = options;
  const [only = []] = places;
  if (places.length === 1) {
    return node.lastIsPrefix === true ? hasWordWithPrefix(field, only, ctx) : hasAnyWord(field, only, ctx);
  }
  const single = places.every((words) => words.length === 1);
  return (single ? joinedPhrase(field, places.flat(), options) : null) ?? placedPhrase(field, places, options);
}

/** SQL: a word of the field begins with one of the texts. */
export function hasWordWithPrefix(field: Field, texts: readonly string[], ctx: CompileContext): string {
  const hint = hintOf(field, texts, ctx);
  const parameters = texts.map((text) => ctx.params.add(text));
  return hasWordThat(field, (word) => parameters.map((parameter) => `${word} ^@ ${parameter}`).join(' OR '), hint);
}
