import { type AnalyzerName, type CompileContext, type Field } from '../fields.ts';
import { anyValue, elementsOf, elementValue } from './element.ts';

/** How SQL finds the words of a text (migration `0018-text-analysis`). */
interface AnalyzerSql {
  /** The function that gives the words in their order. */
  readonly words: string;
  /** The one that gives their places; without it each word stands one place behind the one before. */
  readonly places?: string;
  /** A character that is in no word, by which the words of a text are joined to be searched as one. Only without `places`. */
  readonly separator?: string;
  /** Whether a word stands in the text as it is, after `folded` where the words are in lower case. */
  readonly hint: 'folded' | 'raw' | null;
}

const analyzers: Readonly<Record<AnalyzerName, AnalyzerSql>> = {
  standard: { words: 'words_standard', separator: ' ', hint: 'folded' },
  whitespace: { words: 'words_whitespace', separator: ' ', hint: 'raw' },
  atlan_text_analyzer: { words: 'words_text', separator: ' ', hint: 'folded' },
  atlan_text_analyzer_v2: { words: 'words_text_v2', separator: ' ', hint: 'folded' },
  atlan_text_stemmer: { words: 'words_stemmed', separator: ' ', hint: null },
  atlan_text_comma_analyzer: { words: 'words_comma', separator: ',', hint: 'folded' },
  atlan_glossary_analyzer: { words: 'words_glossary', separator: ' ', hint: 'folded' },
  atlan_delimiter_analyzer: { words: 'words_delimiter', places: 'places_delimiter', hint: 'folded' },
  atlan_path_analyzer: { words: 'words_path', places: 'places_path', hint: 'raw' },
};

export function analyzerOf(field: Field): AnalyzerName {
  return field.analyzer ?? 'standard';
}

/** SQL of the words of a value of the field. */
export function wordsOf(field: Field, value: string): string {
  return `${analyzers[analyzerOf(field)].words}(${value})`;
}

/** SQL of the places of those words; `NULL` where they follow one another. */
export function placesOf(field: Field, value: string): string {
  const { places } = analyzers[analyzerOf(field)];
  return places === undefined ? 'NULL' : `${places}(${value})`;
}

/** What joins the words of the field so that a run of them is found as text; `null` where several words stand at one place. */
export function separatorOf(field: Field): string | null {
  return analyzers[analyzerOf(field)].separator ?? null;
}

/** Whether the words keep the case that the text has. */
export function keepsCase(field: Field): boolean {
  return analyzers[analyzerOf(field)].hint === 'raw';
}

/** Texts that are looked for one by one before anything is analysed; more of them cost more than they spare. */
const hintsMax = 4;

/**
 * SQL that holds wherever a word begins with one of `texts`: a word stands in the text that it is made of. Looking for a text takes a
 * twentieth of the time that the words of a value take (0.4 µs against 9 µs for a name), and few values get any further. Empty where
 * this cannot be said.
 */
export function hintOf(field: Field, texts: readonly string[], ctx: CompileContext): (value: string) => string {
  const { hint } = analyzers[analyzerOf(field)];
  if (hint === null || texts.length > hintsMax || texts.includes('')) return () => '';
  const parameters = texts.map((text) => ctx.params.add(text));
  return (value) => {
    const subject = hint === 'raw' ? value : `folded(${value})`;
    const held = parameters.map((parameter) => `strpos(${subject}, ${parameter}) > 0`).join(' OR ');
    return parameters.length === 1 ? `${held} AND ` : `(${held}) AND `;
  };
}

/** SQL: the field has one of the words. An index on the words of the value answers it. */
export function hasAnyWord(field: Field, words: readonly string[], ctx: CompileContext): string {
  const different = [...new Set(words)];
  const hint = hintOf(field, different, ctx);
  const parameter = ctx.params.add(different);
  return anyValue(field, (value) => `(${hint(value)}${wordsOf(field, value)} && ${parameter}::text[])`);
}

/** SQL: one of the words of the field is as `holds` says of `word`. */
export function hasWordThat(
  field: Field,
  holds: (word: string) => string,
  hint: (value: string) => string = () => '',
): string {
  return anyValue(
    field,
    (value) => `(${hint(value)}EXISTS (SELECT FROM unnest(${wordsOf(field, value)}) AS word WHERE ${holds('word')}))`,
  );
}

/** Places between the last word of a value and the first of the next one. */
export const gapBetweenValues = 100;

/**
 * SQL: `holds` of all words of the field and of their places, those of the next value behind a gap. Values of other rows (`withValue`)
 * are looked at one by one.
 */
export function hasWordsThat(field: Field, holds: (words: string, places: string) => string): string {
  if (!field.many || field.withValue !== undefined) {
    return anyValue(field, (value) => holds(wordsOf(field, value), placesOf(field, value)));
  }
  const value = elementValue(field);
  const places = analyzers[analyzerOf(field)].places === undefined ? 'all_places(words)' : placesOf(field, value);
  const values = `SELECT row_number() OVER () AS number, words, ${places} AS places FROM ${elementsOf(field)}, LATERAL (SELECT ${wordsOf(field, value)}) AS made (words)`;
  const start = `sum(coalesce(places[cardinality(places)] + 1, 0) + ${String(gapBetweenValues)}) OVER (ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;
  const placed = `SELECT number, words, places, coalesce(${start}, 0)::integer AS start FROM (${values}) AS valued WHERE words IS NOT NULL`;
  const joined = `SELECT array_agg(word ORDER BY number, at) AS words, array_agg(start + place ORDER BY number, at) AS places FROM (${placed}) AS started, unnest(words, places) WITH ORDINALITY AS each (word, place, at)`;
  return `EXISTS (SELECT FROM (${joined}) AS joined WHERE ${holds('joined.words', 'joined.places')})`;
}
