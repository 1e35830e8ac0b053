import type { Problem } from '../../foundation/index.ts';

/** NIST SP 800-63B-4 for a password that is the only factor. */
export const passwordLengthMin = 15;
/** Far above the 64 that NIST asks for; what is longer is not worth hashing. In Unicode characters. */
export const passwordLengthMax = 1024;
/** How many letters must be left of a password once known words are taken out of it. */
const ownLettersMin = 8;
const distinctMin = 5;

/** Words that stand in every guesser's list for a product like this one. */
const knownWords =
  'administrator changeme password passwort catalogue catalog default welcome letmein qwertz qwerty azerty iloveyou monkey dragon secret clavis alation atlan admin login token user test data root pass api'.split(
    ' ',
  );

/** The keys of a keyboard in reading order; walking along a row is as guessable as counting. */
const walks = [
  'abcdefghijklmnopqrstuvwxyz',
  '0123456789',
  'qwertyuiop',
  'qwertzuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
];

const lookAlikes: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
};

/** A text with the digits and signs that stand for letters (`p@ssw0rd`) written as those. */
export function lookAlikesAsLetters(text: string): string {
  return [...text].map((character) => lookAlikes[character] ?? character).join('');
}

/** The letters of a text in lower case, those written as digits or signs included. */
function lettersOf(text: string): string {
  return lookAlikesAsLetters(text.toLowerCase()).replaceAll(/[^\p{L}]/gu, '');
}

/** Whether known words make up so much of the password that too few letters of its own are left. */
function isBuiltFromKnownWords(password: string, personalWords: readonly string[]): boolean {
  const letters = lettersOf(password);
  const words = [...personalWords.map(lettersOf), ...knownWords].filter((word) => word.length >= 3);
  const own = words.reduce((rest, word) => rest.replaceAll(word, ''), letters);
  return own.length < letters.length && own.length < ownLettersMin;
}

function isStep(first: string, second: string): boolean {
  return first === second || walks.some((walk) => walk.includes(first + second) || walk.includes(second + first));
}

/** Whether most characters only repeat the one before or walk on along the alphabet, the digits or the keyboard. */
function isMostlyWalking(password: string): boolean {
  const characters = [...password.toLowerCase()];
  const steps = characters.filter((character, index) => index > 0 && isStep(characters[index - 1] ?? '', character));
  return steps.length >= (characters.length - 1) * 0.6;
}

function isOnePatternRepeated(password: string): boolean {
  return /^(.{1,6})\1+/u.exec(password)?.[0].length === password.length;
}

/**
 * Everything that is wrong with a new password, at once (NIST SP 800-63B: length and a block list, no character classes,
 * no forced change). `personalWords` are the account's own: user name, the name part of the e-mail address.
 */
export function passwordProblems(password: string, personalWords: readonly string[], path = 'password'): Problem[] {
  const length = [...password].length;
  const messages: string[] = [];
  if (length < passwordLengthMin) messages.push(`must have at least ${passwordLengthMin} characters, has ${length}`);
  // Nothing more is said of it: looking for patterns in megabytes is work that a stranger could order.
  if (length > passwordLengthMax)
    return [{ path, message: `must have at most ${passwordLengthMax} characters, has ${length}` }];
  if (new Set(password).size < distinctMin) messages.push(`must have at least ${distinctMin} different characters`);
  if (isMostlyWalking(password)) messages.push('must not be a walk along the alphabet, the digits or the keyboard');
  if (isOnePatternRepeated(password)) messages.push('must not be one short pattern repeated');
  if (isBuiltFromKnownWords(password, personalWords)) {
    messages.push('must not be made of the user name, product words or common words; a few unrelated words are fine');
  }
  return messages.map((message) => ({ path, message }));
}
