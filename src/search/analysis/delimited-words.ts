import { characterClass } from './character-set.ts';
import { blank, lower, number, uncased, upper } from './character-kinds.ts';

/** Units of UTF-16 that end a word. */
const unitsMax = 255;

const blanks = new RegExp(`[${characterClass(blank)}]+`, 'u');

/** Each piece ends with the character that reaches the limit. */
function cutLongWord(word: string): string[] {
  if (word.length <= unitsMax) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    piece += character;
    if (piece.length < unitsMax) continue;
    pieces.push(piece);
    piece = '';
  }
  return piece === '' ? pieces : [...pieces, piece];
}

/** What lies between blanks. */
export function blankedWords(text: string): string[] {
  return text
    .split(blanks)
    .filter((word) => word !== '')
    .flatMap(cutLongWord);
}

const small = characterClass(lower);
const capital = characterClass(upper);
const caseless = characterClass(uncased);
const numeric = characterClass(number);
const beyond = '\\u{10000}-\\u{10ffff}';
const spelled = `${small}${capital}${caseless}${beyond}`;
const held = `${spelled}${numeric}`;

const edges = new RegExp(`^[^${held}]+|[^${held}]+$`, 'gu');
const possessive = new RegExp(`([${spelled}])'[sS](?=[^${held}]|$)`, 'gu');
const borders = new RegExp(
  `[^${held}]+|(?<=[${small}])(?=[${capital}${numeric}])|(?<=[${capital}${caseless}])(?=[${numeric}])` +
    `|(?<=[${numeric}])(?=[${small}${capital}${caseless}])`,
  'u',
);

/**
 * What a word is made of: cut where small letters meet capitals, where letters meet digits, and at everything else. An English `'s` is
 * no part.
 */
export function partsOfWord(word: string): string[] {
  return word
    .replace(edges, '')
    .replace(possessive, "$1'")
    .split(borders)
    .filter((part) => part !== '');
}

/** The text ends in a word of which nothing was parted, or in the last part of one. */
export function endsInPart(text: string): boolean {
  const last = text.split(blanks).at(-1) ?? '';
  const parts = partsOfWord(last);
  return last !== '' && (parts.length < 2 || last.endsWith(parts.at(-1) ?? ''));
}
