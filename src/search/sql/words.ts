/**
 * What separates words, as a bracket expression that PostgreSQL and JavaScript read alike: ASCII punctuation and Unicode
 * blanks only, so that the words do not depend on the locale of the database.
 */
const separators = '\\u0001-\\u002F\\u003A-\\u0040\\u005B-\\u0060\\u007B-\\u00A0\\u2000-\\u200A\\u2028\\u2029\\u3000';

/**
 * The words of a text, as an SQL array. As the index settings of the original do: a blank before each run of digits, then split
 * at blanks and punctuation, lower case. COMPAT: one rule for all text fields, where the original splits some of them at fewer
 * characters; what it finds is found here too.
 */
export function wordsOf(text: string): string {
  const separated = `regexp_replace(lower(${text}), '([0-9]+)', ' \\1', 'g')`;
  return `array_remove(regexp_split_to_array(${separated}, '[${separators}]+'), '')`;
}

/** The words of a query, by the same rule; their case is left to the comparison. */
export function splitWords(text: string): readonly string[] {
  return text
    .replace(/[0-9]+/g, ' $&')
    .split(new RegExp(`[${separators}]+`))
    .filter((word) => word !== '');
}

function startsWithDigit(word: string): boolean {
  return /^[0-9]/.test(word);
}

function endsWithDigit(word: string): boolean {
  return /[0-9]$/.test(word);
}

/** Nothing that belongs to the word may stand before it: digits begin a word of their own. */
function before(word: string): string {
  return startsWithDigit(word) ? '(?<![0-9])' : `(?<![^${separators}])`;
}

/** Nor behind it: digits end a word of letters, letters do not end a run of digits. */
function behind(word: string): string {
  return endsWithDigit(word) ? `(?![^${separators}])` : `(?![^${separators}0-9])`;
}

/** A PostgreSQL expression for texts that hold one of the words. Those with the same borders share them: borders are what costs. */
export function anyWordPattern(words: readonly string[]): string {
  const groups = Map.groupBy(words, (word) => `${before(word)} ${behind(word)}`);
  return [...groups.values()]
    .map(([first = '', ...rest]) => `${before(first)}(?:${[first, ...rest].join('|')})${behind(first)}`)
    .join('|');
}

/** A PostgreSQL expression for texts that hold the words side by side and in this order. A word needs no escaping. */
export function phrasePattern(words: readonly string[]): string {
  const joined = words.map((word, index) => {
    const previous = words[index - 1];
    if (previous === undefined) return word;
    const mayTouch = startsWithDigit(word) && !endsWithDigit(previous);
    return `[${separators}]${mayTouch ? '*' : '+'}${word}`;
  });
  return `${before(words[0] ?? '')}${joined.join('')}${behind(words.at(-1) ?? '')}`;
}
