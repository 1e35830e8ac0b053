import { type AnalyzerName } from '../fields.ts';
import { characterClass } from './character-set.ts';
import { punctuation } from './character-kinds.ts';
import { blankedWords, endsInPart, partsOfWord } from './delimited-words.ts';
import { englishStem } from './english-stem.ts';
import { folded } from './folded.ts';
import { standardWords } from './standard-words.ts';

/** A word of a text, and where it stands: the first place is 0, and several words may stand at one. */
export interface Word {
  readonly text: string;
  readonly place: number;
}

function inOrder(texts: readonly string[]): Word[] {
  return texts.map((text, place) => ({ text, place }));
}

function filled(words: readonly string[]): string[] {
  return words.filter((word) => word !== '');
}

/** What an index can hold of a word. COMPAT: longer words that begin alike are one word here. */
const wordLengthMax = 600;

function cut(word: string): string {
  return word.length <= wordLengthMax ? word : Array.from(word).slice(0, wordLengthMax).join('');
}

/** Digits begin a word of their own, and nothing is left of a word from an apostrophe on; it may be nothing at all. */
function markedWords(text: string, marks: RegExp): string[] {
  const words = filled(
    folded(text)
      .replace(/[0-9]+/g, ' $&')
      .split(marks),
  );
  return words.map((word) => cut(word.replace(/’.*$/s, '')));
}

const marks = /[ _\-'/@]/;
const moreMarks = /[ _\-'/@,;$#&".()[\]{}:]/;
const glossaryMarks = new RegExp(`[${characterClass(punctuation)}]+`, 'u');

function delimited(text: string): Word[] {
  const words: Word[] = [];
  let place = 0;
  for (const word of blankedWords(text)) {
    const parts = partsOfWord(word);
    const start = place;
    words.push({ text: folded(word), place });
    if (parts.length !== 1 || parts[0] !== word) {
      words.push(...parts.map((part, index) => ({ text: folded(part), place: start + index })));
    }
    place += Math.max(1, parts.length);
  }
  return words;
}

/** COMPAT: no more than the first 1000, because together they grow with the square of the length. */
const levelsMax = 1000;

function paths(text: string): Word[] {
  const steps = text.split('/');
  const levels = steps.slice(0, levelsMax).map((_, level) => steps.slice(0, level + 1).join('/'));
  return filled(levels).map((path) => ({ text: path, place: 0 }));
}

const analyzers: Readonly<Record<AnalyzerName, (text: string) => Word[]>> = {
  standard: (text) => inOrder(standardWords(text).map(folded)),
  whitespace: (text) => inOrder(blankedWords(text)),
  atlan_text_analyzer: (text) => inOrder(markedWords(text, marks)),
  atlan_text_analyzer_v2: (text) => inOrder(markedWords(text, moreMarks)),
  atlan_text_stemmer: (text) => inOrder(markedWords(text, marks).map(englishStem)),
  atlan_text_comma_analyzer: (text) => inOrder(filled(folded(text).split(','))),
  atlan_glossary_analyzer: (text) =>
    inOrder(
      filled(
        folded(text)
          .replace(/[0-9]+/g, ' $& ')
          .split(glossaryMarks),
      ),
    ),
  atlan_delimiter_analyzer: delimited,
  atlan_path_analyzer: paths,
};

/** The names of all analyzers, for those who read them in requests. */
export const analyzerNames = Object.keys(analyzers) as readonly AnalyzerName[];

export function isAnalyzerName(name: string): name is AnalyzerName {
  return Object.hasOwn(analyzers, name);
}

/** The words of a text as an index holds them (Atlan wire, analyzers). SQL has the same in migration `0018-text-analysis`. */
export function analyze(analyzer: AnalyzerName, text: string): readonly Word[] {
  return analyzers[analyzer](text);
}

const characters = new Intl.Segmenter();
/** More than any character of several code points has; a text may be long. */
const endLength = 40;

/** The text ends in a word, and not with a blank, a mark or whatever else the analyzer leaves between words. */
export function endsInWord(analyzer: AnalyzerName, text: string): boolean {
  if (analyzer === 'atlan_delimiter_analyzer') return endsInPart(text);
  const last = Array.from(characters.segment(text.slice(-endLength))).at(-1)?.segment ?? '';
  return analyze(analyzer, last).length > 0;
}
