import { luceneOperators, type LuceneOperator } from './lucene-flags.ts';

/** Characters of one expression, as in Elasticsearch (`index.max_regex_length`). */
const regexpLengthMax = 1000;
/** States of the automaton, repetitions unrolled. PostgreSQL refuses at run time what is much larger. */
const regexpSizeMax = 2000;
const repetitionsMax = 255;
/**
 * Pieces that may be left out, repetitions unrolled. What may follow what grows with their square and the time to compile it with their
 * cube: 100 of them take PostgreSQL some 10 ms, 400 take seconds.
 */
const regexpSkipsMax = 100;

/** Either an anchored PostgreSQL expression, or what cannot be taken. */
export type Translation = { readonly pattern: string } | { readonly problem: string };

class Untranslatable extends Error {}

/** A translated piece. */
interface Piece {
  readonly text: string;
  /** How many states it costs. */
  readonly size: number;
  /** How many of its parts may be left out. */
  readonly skips: number;
  /** Whether it matches the empty text. */
  readonly nullable: boolean;
  /** Whether a quantifier may follow it as it is. */
  readonly atomic: boolean;
}

/** One character of some kind. */
function single(text: string): Piece {
  return { text, size: 1, skips: 0, nullable: false, atomic: true };
}

interface Cursor {
  readonly source: readonly string[];
  readonly operators: ReadonlySet<LuceneOperator>;
  readonly caseInsensitive: boolean;
  position: number;
  depth: number;
}

/** Operators that have no counterpart: the language of complements, intersections and numeric intervals is not PostgreSQL's. */
const refused: Readonly<Record<string, LuceneOperator>> = {
  '~': 'COMPLEMENT',
  '&': 'INTERSECTION',
  '<': 'INTERVAL',
  '#': 'EMPTY',
};

const shorthands: Readonly<Record<string, string>> = {
  d: '[0-9]',
  D: '[^0-9]',
  w: '[A-Za-z0-9_]',
  W: '[^A-Za-z0-9_]',
  s: '[ \\t\\n\\r]',
  S: '[^ \\t\\n\\r]',
};

/**
 * Translates Lucene's regular expressions, which always match the whole value and in which `^` and `$` mean themselves.
 * Never throws. SECURITY: PostgreSQL matches with an automaton, without exponential backtracking; what an expression can
 * still cost is the size of that automaton, so length, nesting and unrolled repetitions are limited here.
 */
export function translateLuceneRegexp(
  source: string,
  { flags = 'ALL', caseInsensitive = false }: { readonly flags?: string; readonly caseInsensitive?: boolean } = {},
): Translation {
  const operators = luceneOperators(flags);
  if (operators === null)
    return { problem: 'unknown flag; accepted: ALL, NONE, COMPLEMENT, INTERVAL, INTERSECTION, ANYSTRING, EMPTY' };
  const characters = Array.from(source);
  if (characters.length > regexpLengthMax) {
    return { problem: `longer than ${String(regexpLengthMax)} characters` };
  }
  const cursor: Cursor = { source: characters, operators, caseInsensitive, position: 0, depth: 0 };
  try {
    const whole = readUnion(cursor);
    if (peek(cursor) !== undefined) throw new Untranslatable(`unexpected \`${String(peek(cursor))}\``);
    return { pattern: `^(?:${whole.text})$` };
  } catch (error) {
    if (error instanceof Untranslatable)
      return { problem: `${error.message} at character ${String(cursor.position + 1)}` };
    throw error;
  }
}

function peek(cursor: Cursor): string | undefined {
  return cursor.source[cursor.position];
}

function next(cursor: Cursor): string {
  const character = cursor.source[cursor.position];
  if (character === undefined) throw new Untranslatable('unexpected end');
  cursor.position += 1;
  return character;
}

function take(cursor: Cursor, wanted: string): boolean {
  if (peek(cursor) !== wanted) return false;
  cursor.position += 1;
  return true;
}

function sized(piece: Piece): Piece {
  if (piece.size > regexpSizeMax) throw new Untranslatable('repetitions make the expression too large');
  if (piece.skips > regexpSkipsMax) throw new Untranslatable('too many parts may be left out');
  return piece;
}

function readUnion(cursor: Cursor): Piece {
  const branches = [readSequence(cursor)];
  while (take(cursor, '|')) branches.push(readSequence(cursor));
  const [only] = branches;
  if (only !== undefined && branches.length === 1) return only;
  const size = branches.reduce((sum, branch) => sum + branch.size, 0);
  const skips = branches.reduce((sum, branch) => sum + branch.skips, 0);
  const nullable = branches.some((branch) => branch.nullable);
  return sized({ text: branches.map((branch) => branch.text).join('|'), size, skips, nullable, atomic: false });
}

function readSequence(cursor: Cursor): Piece {
  let text = '';
  let size = 0;
  let skips = 0;
  let nullable = true;
  for (
    let character = peek(cursor);
    character !== undefined && character !== '|' && character !== ')';
    character = peek(cursor)
  ) {
    const piece = readRepeated(cursor);
    text += piece.text;
    size += piece.size;
    skips += piece.skips;
    nullable &&= piece.nullable;
  }
  return text === ''
    ? { text: '(?:)', size, skips: 1, nullable, atomic: false }
    : sized({ text, size, skips, nullable, atomic: false });
}

function readRepeated(cursor: Cursor): Piece {
  let piece = readAtom(cursor);
  for (let quantifier = readQuantifier(cursor); quantifier !== null; quantifier = readQuantifier(cursor)) {
    const text = piece.atomic ? piece.text : `(?:${piece.text})`;
    // A quantified piece is wrapped before the next quantifier: `a+?` is "optional a+" to Lucene, "lazy" to PostgreSQL.
    piece = sized({
      text: `${text}${quantifier.text}`,
      size: piece.size * quantifier.times,
      skips: skipsOf(piece, quantifier),
      nullable: piece.nullable || quantifier.optional,
      atomic: false,
    });
  }
  return piece;
}

interface Quantifier {
  readonly text: string;
  readonly times: number;
  /** Whether no repetition will do as well. */
  readonly optional: boolean;
}

/** A piece that matches the empty text may be left out each time that it is repeated. */
function skipsOf(piece: Piece, { times, optional }: Quantifier): number {
  const each = piece.nullable ? Math.max(1, piece.skips) : piece.skips;
  return each * times + (optional ? 1 : 0);
}

function readQuantifier(cursor: Cursor): Quantifier | null {
  const character = peek(cursor);
  if (character === '*' || character === '+' || character === '?') {
    cursor.position += 1;
    return { text: character, times: 1, optional: character !== '+' };
  }
  return character === '{' ? readBounds(cursor) : null;
}

function readBounds(cursor: Cursor): Quantifier {
  const rest = cursor.source.slice(cursor.position, cursor.position + 16).join('');
  const match = /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(rest);
  if (match === null) throw new Untranslatable('`{` needs bounds such as {2}, {2,} or {2,5}');
  const [whole, least = '', comma, most = ''] = match;
  const low = Number(least);
  const high = most === '' ? low : Number(most);
  if (low > high) throw new Untranslatable('bounds are in the wrong order');
  if (high > repetitionsMax) throw new Untranslatable(`more than ${String(repetitionsMax)} repetitions`);
  cursor.position += whole.length;
  const open = comma === ',' && most === '';
  return {
    text: open ? `{${String(low)},}` : `{${String(low)},${String(high)}}`,
    times: Math.max(1, open ? low + 1 : high),
    optional: low === 0,
  };
}

function readAtom(cursor: Cursor): Piece {
  const character = peek(cursor) ?? '';
  const operator = refused[character];
  if (operator !== undefined && cursor.operators.has(operator)) {
    throw new Untranslatable(`operator \`${character}\` is not supported`);
  }
  cursor.position += 1;
  switch (character) {
    case '.':
      return single('.');
    case '(':
      return readGroup(cursor);
    case '[':
      return readClass(cursor);
    case '"':
      return readQuoted(cursor);
    case '\\':
      return readEscape(cursor);
    case '@':
      if (cursor.operators.has('ANYSTRING')) return { text: '(?:.*)', size: 1, skips: 1, nullable: true, atomic: true };
  }
  return single(inAnyCase(cursor, character));
}

function readGroup(cursor: Cursor): Piece {
  cursor.depth += 1;
  if (cursor.depth > 50) throw new Untranslatable('groups are nested too deeply');
  const inner = readUnion(cursor);
  if (!take(cursor, ')')) throw new Untranslatable('`)` is missing');
  cursor.depth -= 1;
  return { ...inner, text: `(?:${inner.text})`, size: Math.max(1, inner.size), atomic: true };
}

function readQuoted(cursor: Cursor): Piece {
  let text = '';
  let size = 0;
  for (let character = next(cursor); character !== '"'; character = next(cursor)) {
    text += inAnyCase(cursor, character);
    size += 1;
  }
  return { text: `(?:${text})`, size: Math.max(1, size), skips: 0, nullable: size === 0, atomic: true };
}

function readEscape(cursor: Cursor): Piece {
  const character = next(cursor);
  return single(shorthands[character] ?? inAnyCase(cursor, character));
}

function readClass(cursor: Cursor): Piece {
  let text = take(cursor, '^') ? '[^' : '[';
  let size = 0;
  for (let first = next(cursor); first !== ']'; first = next(cursor)) {
    text += readClassItem(cursor, first);
    size += 1;
  }
  if (size === 0) throw new Untranslatable('a character class is empty');
  return single(`${text}]`);
}

function readClassItem(cursor: Cursor, first: string): string {
  if (first === '\\') {
    const character = next(cursor);
    const shorthand = shorthands[character];
    if (shorthand?.startsWith('[^')) throw new Untranslatable(`\`\\${character}\` inside a class is not supported`);
    if (shorthand !== undefined) return shorthand.slice(1, -1);
    return readRangeEnd(cursor, character);
  }
  return readRangeEnd(cursor, first);
}

function readRangeEnd(cursor: Cursor, low: string): string {
  if (peek(cursor) !== '-' || cursor.source[cursor.position + 1] === ']') return literal(low);
  cursor.position += 1;
  const end = next(cursor);
  const high = end === '\\' ? next(cursor) : end;
  if ((low.codePointAt(0) ?? 0) > (high.codePointAt(0) ?? 0)) throw new Untranslatable('a range is in the wrong order');
  return `${literal(low)}-${literal(high)}`;
}

/** Without regard to case means that of ASCII; classes are taken as they are written all the same. */
function inAnyCase({ caseInsensitive }: Cursor, character: string): string {
  if (!caseInsensitive || !/^[A-Za-z]$/.test(character)) return literal(character);
  return `[${character.toLowerCase()}${character.toUpperCase()}]`;
}

/** Everything of ASCII that is not a letter or digit is escaped; PostgreSQL then takes it literally, inside classes too. */
function literal(character: string): string {
  const ascii = (character.codePointAt(0) ?? 0) < 128;
  return ascii && !/[A-Za-z0-9]/.test(character) ? `\\${character}` : character;
}
