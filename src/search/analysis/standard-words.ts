import { characterClass } from './character-set.ts';
import {
  betweenBoth,
  betweenDigits,
  betweenLetters,
  connector,
  digit,
  emoji,
  emojiLetter,
  han,
  hebrew,
  hiragana,
  katakana,
  letter,
  mark,
  southEastAsian,
  southEastAsianMark,
} from './word-characters.ts';

/** Units of UTF-16 in a word; longer ones are cut. */
const unitsMax = 255;

const tags = 'e0020-e007e';
const accents = `[${characterClass(mark, southEastAsianMark, '200d 20e3 1f3fb-1f3ff e007f', tags)}]*`;
const marks = `[${characterClass(mark, southEastAsianMark, '200d 20e3 fe0e fe0f 1f3fb-1f3ff e007f', tags)}]*`;

/** One character of the sets with the marks behind it. */
function one(...sets: readonly string[]): string {
  return `[${characterClass(...sets)}]${marks}`;
}

const letters = [letter, emojiLetter, hebrew];
const apostrophe = '27';

function runPattern(): string {
  const hebrewQuoted = `${one(hebrew)}(?:${one(apostrophe)}|${one('22')}${one(hebrew)})`;
  const lettered = `${one(...letters)}(?:${one(apostrophe, betweenLetters, betweenBoth)}${one(...letters)})*`;
  const numbered = `${one(digit)}(?:${one(apostrophe, betweenDigits, betweenBoth)}${one(digit)})*`;
  return `(?:(?:${one(katakana)})+|(?:${hebrewQuoted}|${lettered}|${numbered})+)`;
}

function emojiPattern(): string {
  const single = `(?:\\u200d*[${characterClass(emoji, emojiLetter)}]${accents}\\ufe0f?|[\\u{1f3fb}-\\u{1f3ff}]${accents})`;
  // The joiner between two may have been taken for a mark of the first.
  const joined = `(?:(?:(?<=\\u200d)|\\u200d)${single})*`;
  const tagged = `[${characterClass(tags)}]+\\u{e007f}`;
  const keyCap = `[#*]${accents}\\ufe0f?\\u20e3${accents}`;
  const flag = `(?:${one('1f1e6-1f1ff')}){2}`;
  return `${single}(?:${tagged}|${joined})|${keyCap}|${flag}`;
}

/**
 * Each may begin where another does, and the longest decides. Each by itself takes as much as it can without ever giving anything back,
 * so that no text is slow.
 */
const patterns: readonly RegExp[] = [
  `(?:${one(connector)})*${runPattern()}(?:(?:${one(connector)})+${runPattern()})*(?:${one(connector)})*`,
  emojiPattern(),
  `(?:${one(southEastAsian, southEastAsianMark)})+`,
  one(han),
  one(hiragana),
].map((source) => new RegExp(source, 'uy'));

/** Where the word ends that begins at `from`; `from` itself when none does. */
function endOfWord(text: string, from: number): number {
  let end = from;
  for (const pattern of patterns) {
    pattern.lastIndex = from;
    if (pattern.test(text)) end = Math.max(end, pattern.lastIndex);
  }
  return end;
}

function unitsOfCharacter(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function splitWords(text: string): string[] {
  const words: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = endOfWord(text, at);
    if (end > at) words.push(text.slice(at, end));
    at = end > at ? end : at + unitsOfCharacter(text, at);
  }
  return words;
}

/** A word in pieces that are words by themselves; what is none between two pieces is lost. */
function cutLongWord(word: string): string[] {
  const pieces: string[] = [];
  let rest = word;
  while (rest.length > unitsMax) {
    const halved = /[\ud800-\udbff]/.test(rest.charAt(unitsMax - 1));
    const shown = rest.slice(0, halved ? unitsMax - 1 : unitsMax);
    const end = endOfWord(shown, 0);
    if (end > 0) pieces.push(shown.slice(0, end));
    rest = rest.slice(end > 0 ? end : unitsOfCharacter(rest, 0));
  }
  return [...pieces, ...splitWords(rest)];
}

/** The words of a text by the rules of Unicode (UAX #29), case and all: what Lucene's standard tokenizer makes of it. */
export function standardWords(text: string): string[] {
  return splitWords(text).flatMap((word) => (word.length > unitsMax ? cutLongWord(word) : [word]));
}
