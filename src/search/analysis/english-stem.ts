/**
 * Porter2, the stemmer of English (snowballstem.org), as Lucene and PostgreSQL have it. Works on words in lower case; `Y` stands for a
 * `y` that is a consonant.
 */

const vowel = 'aeiouy';
const isVowel = (character: string | undefined): boolean => character !== undefined && vowel.includes(character);

const exceptions: ReadonlyMap<string, string> = new Map([
  ['skis', 'ski'],
  ['skies', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['idly', 'idl'],
  ['gently', 'gentl'],
  ['ugly', 'ugli'],
  ['early', 'earli'],
  ['only', 'onli'],
  ['singly', 'singl'],
  ...['sky', 'news', 'howe', 'atlas', 'cosmos', 'bias', 'andes'].map((word) => [word, word] as const),
]);

const finished: ReadonlySet<string> = new Set([
  'inning',
  'outing',
  'canning',
  'herring',
  'earring',
  'proceed',
  'exceed',
  'succeed',
]);

/** What a word is while it is stemmed, and where its two regions begin. */
interface Stemming {
  word: string;
  readonly r1: number;
  readonly r2: number;
}

/** Behind the first consonant that follows a vowel. */
function regionAfter(word: string, from: number): number {
  for (let at = from; at < word.length; at += 1) {
    if (isVowel(word[at]) && at + 1 < word.length && !isVowel(word[at + 1])) return at + 2;
  }
  return word.length;
}

function startStemming(word: string): Stemming {
  const head = /^(?:gener|commun|arsen)/.exec(word)?.[0];
  const r1 = head === undefined ? regionAfter(word, 0) : head.length;
  return { word, r1, r2: regionAfter(word, r1) };
}

function markConsonants(word: string): string {
  return word.replace(/^y/, 'Y').replace(/([aeiouy])y/g, '$1Y');
}

/** The first of the suffixes that the word ends with; they are listed with the longest first. */
function suffixOf(word: string, suffixes: readonly string[]): string | undefined {
  return suffixes.find((suffix) => word.endsWith(suffix));
}

function without(word: string, suffix: string): string {
  return word.slice(0, word.length - suffix.length);
}

function inRegion(state: Stemming, suffix: string, region: number): boolean {
  return state.word.length - suffix.length >= region;
}

function hasVowel(text: string): boolean {
  return /[aeiouy]/.test(text);
}

function endsShort(text: string): boolean {
  return /[^aeiouy][aeiouy][^aeiouywxY]$/.test(text) || /^[aeiouy][^aeiouy]$/.test(text);
}

function isShort(state: Stemming): boolean {
  return state.r1 >= state.word.length && endsShort(state.word);
}

function dropPlural(state: Stemming): void {
  const suffix = suffixOf(state.word, ['sses', 'ied', 'ies', 'us', 'ss', 's']);
  if (suffix === 'sses') state.word = without(state.word, 'es');
  else if (suffix === 'ied' || suffix === 'ies') state.word = without(state.word, state.word.length > 4 ? 'es' : 's');
  else if (suffix === 's' && hasVowel(state.word.slice(0, -2))) state.word = without(state.word, 's');
}

function dropPast(state: Stemming): void {
  const suffix = suffixOf(state.word, ['eedly', 'ingly', 'edly', 'eed', 'ing', 'ed']);
  if (suffix === undefined) return;
  const stem = without(state.word, suffix);
  if (suffix.startsWith('eed')) {
    if (inRegion(state, suffix, state.r1)) state.word = `${stem}ee`;
    return;
  }
  if (!hasVowel(stem)) return;
  state.word = stem;
  if (/(?:at|bl|iz)$/.test(stem)) state.word = `${stem}e`;
  else if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(stem)) state.word = stem.slice(0, -1);
  else if (isShort(state)) state.word = `${stem}e`;
}

function softenEnd(state: Stemming): void {
  if (/.[^aeiouy][yY]$/.test(state.word)) state.word = `${state.word.slice(0, -1)}i`;
}

/** Suffix → what stands in its place; within the first region. */
const derived: ReadonlyMap<string, string> = new Map([
  ['ization', 'ize'],
  ['ational', 'ate'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['iveness', 'ive'],
  ['tional', 'tion'],
  ['biliti', 'ble'],
  ['lessli', 'less'],
  ['entli', 'ent'],
  ['ation', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['ousli', 'ous'],
  ['iviti', 'ive'],
  ['fulli', 'ful'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['abli', 'able'],
  ['izer', 'ize'],
  ['ator', 'ate'],
  ['alli', 'al'],
  ['bli', 'ble'],
  ['ogi', 'og'],
  ['li', ''],
]);

function replaceDerived(state: Stemming): void {
  const suffix = suffixOf(state.word, [...derived.keys()]);
  if (suffix === undefined || !inRegion(state, suffix, state.r1)) return;
  const stem = without(state.word, suffix);
  if (suffix === 'ogi' && !stem.endsWith('l')) return;
  if (suffix === 'li' && !/[cdeghkmnrt]$/.test(stem)) return;
  state.word = `${stem}${derived.get(suffix) ?? ''}`;
}

const adjectives: ReadonlyMap<string, string> = new Map([
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['alize', 'al'],
  ['icate', 'ic'],
  ['iciti', 'ic'],
  ['ative', ''],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
]);

function replaceAdjective(state: Stemming): void {
  const suffix = suffixOf(state.word, [...adjectives.keys()]);
  if (suffix === undefined || !inRegion(state, suffix, state.r1)) return;
  if (suffix === 'ative' && !inRegion(state, suffix, state.r2)) return;
  state.word = `${without(state.word, suffix)}${adjectives.get(suffix) ?? ''}`;
}

const endings = 'ement ment able ible ance ence ate ive ize iti ous ism ent ant ion al er ic'.split(' ');

function dropEnding(state: Stemming): void {
  const suffix = suffixOf(state.word, endings);
  if (suffix === undefined || !inRegion(state, suffix, state.r2)) return;
  const stem = without(state.word, suffix);
  if (suffix === 'ion' && !/[st]$/.test(stem)) return;
  state.word = stem;
}

function dropLast(state: Stemming): void {
  const stem = state.word.slice(0, -1);
  if (state.word.endsWith('e')) {
    if (inRegion(state, 'e', state.r2) || (inRegion(state, 'e', state.r1) && !endsShort(stem))) state.word = stem;
  } else if (state.word.endsWith('ll') && inRegion(state, 'l', state.r2)) state.word = stem;
}

/** Bytes beyond which PostgreSQL leaves a word as it is. */
const bytesMax = 1000;

/** The stem of a word in lower case. */
export function englishStem(word: string): string {
  const exception = exceptions.get(word);
  if (exception !== undefined) return exception;
  if (Array.from(word).length < 3 || Buffer.byteLength(word) > bytesMax) return word;
  const state = startStemming(markConsonants(word.replace(/^'/, '')));
  state.word = state.word.replace(/'s?'?$/, '');
  dropPlural(state);
  if (finished.has(state.word)) return state.word;
  const steps = [dropPast, softenEnd, replaceDerived, replaceAdjective, dropEnding, dropLast];
  for (const step of steps) step(state);
  return state.word.replaceAll('Y', 'y');
}
