/** A test of one character; `null` is the end of the pattern's own classes. */
type CharacterTest = (character: string) => boolean;

/** A step of the matching machine: take a character, go on at either of two places, or be done. */
type Step =
  | { readonly kind: 'take'; readonly test: CharacterTest }
  | { readonly kind: 'fork'; readonly to: number; readonly or: number }
  | { readonly kind: 'done' };

/** The shape of a pattern, before it becomes steps. */
type Shape =
  | { readonly kind: 'take'; readonly test: CharacterTest }
  | { readonly kind: 'sequence'; readonly of: readonly Shape[] }
  | { readonly kind: 'choice'; readonly of: readonly Shape[] }
  | { readonly kind: 'repeat'; readonly of: Shape; readonly min: number; readonly max: number };

/** A pattern that answers in time proportional to the text. */
export interface LinearPattern {
  /** Whether the whole text matches. */
  matches(text: string): boolean;
}

/** Thrown for what the language does not have; the message says where. */
export class PatternError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PatternError';
  }
}

export const patternCharactersMax = 256;
const stepsMax = 256;
const depthMax = 20;

const digit: CharacterTest = (character) => character >= '0' && character <= '9';
const word: CharacterTest = (character) => /^\w$/.test(character);
const space: CharacterTest = (character) => /^[ \t\n\r\f\v]$/.test(character);
const classes: Readonly<Record<string, CharacterTest>> = { d: digit, w: word, s: space };
const signs: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

/** Reads a pattern once, character by character. */
class PatternReader {
  readonly #text: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#text = [...text];
  }

  read(): Shape {
    const shape = this.#readChoice(0);
    if (this.#at < this.#text.length) this.#fail('`)` without `(`');
    return shape;
  }

  #fail(message: string): never {
    throw new PatternError(`${message} at character ${String(this.#at + 1)}`);
  }

  #peek(): string | undefined {
    return this.#text[this.#at];
  }

  #skip(expected: string): boolean {
    if (this.#peek() !== expected) return false;
    this.#at += 1;
    return true;
  }

  #next(): string {
    const character = this.#text[this.#at];
    if (character === undefined) this.#fail('the pattern ends too early');
    this.#at += 1;
    return character;
  }

  #readChoice(depth: number): Shape {
    if (depth > depthMax) this.#fail(`more than ${String(depthMax)} groups inside each other`);
    const branches = [this.#readSequence(depth)];
    while (this.#skip('|')) branches.push(this.#readSequence(depth));
    return branches.length === 1 && branches[0] !== undefined ? branches[0] : { kind: 'choice', of: branches };
  }

  #readSequence(depth: number): Shape {
    const of: Shape[] = [];
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')'; next = this.#peek()) {
      const isEdge = this.#readEdge(of.length === 0 && depth === 0);
      if (!isEdge) of.push(this.#readRepeat(depth));
    }
    return { kind: 'sequence', of };
  }

  /** The whole text is matched anyway: `^` before and `$` behind everything say nothing, and elsewhere nothing could match. */
  #readEdge(isFirst: boolean): boolean {
    if (this.#peek() === '^') {
      if (!isFirst || this.#at > 0) this.#fail('`^` is accepted at the beginning only');
      return this.#skip('^');
    }
    if (this.#peek() !== '$') return false;
    if (this.#at !== this.#text.length - 1) this.#fail('`$` is accepted at the end only');
    return this.#skip('$');
  }

  #readRepeat(depth: number): Shape {
    let shape = this.#readOne(depth);
    for (let range = this.#readRange(); range !== null; range = this.#readRange()) {
      shape = { kind: 'repeat', of: shape, ...range };
      const mark = this.#peek();
      if (mark === '?' || mark === '+' || mark === '*' || mark === '{') this.#fail('a repetition of a repetition');
    }
    return shape;
  }

  #readRange(): { min: number; max: number } | null {
    if (this.#skip('*')) return { min: 0, max: Infinity };
    if (this.#skip('+')) return { min: 1, max: Infinity };
    if (this.#skip('?')) return { min: 0, max: 1 };
    if (!this.#skip('{')) return null;
    const min = this.#readNumber();
    const max = this.#skip(',') ? (this.#peek() === '}' ? Infinity : this.#readNumber()) : min;
    if (!this.#skip('}')) this.#fail('`}` expected');
    if (max < min) this.#fail('a repetition whose most is less than its least');
    return { min, max };
  }

  #readNumber(): number {
    let text = '';
    for (let next = this.#peek(); next !== undefined && digit(next); next = this.#peek()) text += this.#next();
    if (text === '' || text.length > 3) this.#fail('a number of at most three digits expected');
    return Number(text);
  }

  #readOne(depth: number): Shape {
    const character = this.#next();
    if (character === '(') return this.#readGroup(depth);
    if (character === '[') return { kind: 'take', test: this.#readSet() };
    if (character === '.') return { kind: 'take', test: (other) => other !== '\n' && other !== '\r' };
    if (character === '\\') return { kind: 'take', test: this.#readEscape().test };
    if ('*+?{'.includes(character)) this.#fail(`\`${character}\` has nothing to repeat`);
    return { kind: 'take', test: (other) => other === character };
  }

  #readGroup(depth: number): Shape {
    if (this.#skip('?') && !this.#skip(':')) this.#fail('look-around and named groups are not accepted');
    const shape = this.#readChoice(depth + 1);
    if (!this.#skip(')')) this.#fail('`)` expected');
    return shape;
  }

  /** `letter` is what the escape stands for, where that is one character. */
  #readEscape(): { test: CharacterTest; letter: string | null } {
    const character = this.#next();
    const known = classes[character];
    if (known !== undefined) return { test: known, letter: null };
    const opposite = classes[character.toLowerCase()];
    if (opposite !== undefined) return { test: (other) => !opposite(other), letter: null };
    const sign = signs[character] ?? character;
    if (signs[character] === undefined && word(character)) this.#fail(`\`\\${character}\` is not accepted`);
    return { test: (other) => other === sign, letter: sign };
  }

  #readSet(): CharacterTest {
    const isNegated = this.#skip('^');
    const tests: CharacterTest[] = [];
    while (this.#peek() !== ']' || tests.length === 0) {
      const from = this.#readSetMember();
      const isRange = this.#peek() === '-' && this.#text[this.#at + 1] !== ']';
      if (!isRange) {
        tests.push(from.test);
        continue;
      }
      this.#at += 1;
      const to = this.#readSetMember();
      const [low, high] = [from.letter, to.letter];
      if (low === null || high === null || low > high) this.#fail('a range that is none');
      tests.push((other) => other >= low && other <= high);
    }
    this.#at += 1;
    return (other) => tests.some((test) => test(other)) !== isNegated;
  }

  #readSetMember(): { test: CharacterTest; letter: string | null } {
    const character = this.#next();
    if (character === '\\') return this.#readEscape();
    if (character === '[') this.#fail('`[` inside a set is written `\\[`');
    return { test: (other) => other === character, letter: character };
  }
}

/** Turns a shape into steps. A repetition with bounds is written out, so the number of steps is the bound on all work. */
class StepWriter {
  readonly steps: Step[] = [];

  write(shape: Shape): void {
    if (this.steps.length > stepsMax)
      throw new PatternError('the pattern is too large once its repetitions are written out');
    switch (shape.kind) {
      case 'take':
        this.steps.push({ kind: 'take', test: shape.test });
        return;
      case 'sequence':
        for (const part of shape.of) this.write(part);
        return;
      case 'choice':
        this.#writeChoice(shape.of);
        return;
      case 'repeat':
        for (let count = 0; count < shape.min; count += 1) this.write(shape.of);
        if (shape.max === Infinity) this.#writeLoop(shape.of);
        else for (let count = shape.min; count < shape.max; count += 1) this.#writeOption(shape.of);
    }
  }

  /** Keeps a place for a fork whose ends are known later. */
  #reserve(): number {
    return this.steps.push({ kind: 'done' }) - 1;
  }

  #writeChoice(branches: readonly Shape[]): void {
    const [first, ...rest] = branches;
    if (first === undefined) return;
    if (rest.length === 0) return this.write(first);
    const fork = this.#reserve();
    this.write(first);
    const jump = this.#reserve();
    const second = this.steps.length;
    this.#writeChoice(rest);
    const end = this.steps.length;
    this.steps[fork] = { kind: 'fork', to: fork + 1, or: second };
    this.steps[jump] = { kind: 'fork', to: end, or: end };
  }

  #writeOption(shape: Shape): void {
    const fork = this.#reserve();
    this.write(shape);
    this.steps[fork] = { kind: 'fork', to: fork + 1, or: this.steps.length };
  }

  #writeLoop(shape: Shape): void {
    const fork = this.#reserve();
    this.write(shape);
    this.steps.push({ kind: 'fork', to: fork, or: fork });
    this.steps[fork] = { kind: 'fork', to: fork + 1, or: this.steps.length };
  }
}

/** Adds a step and all that is reached from it without taking a character. Each step at most once. */
function addStep(steps: readonly Step[], active: Set<number>, from: number): void {
  const pending = [from];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (active.has(at)) continue;
    active.add(at);
    const step = steps[at];
    if (step?.kind === 'fork') pending.push(step.or, step.to);
  }
}

function run(steps: readonly Step[], text: string): boolean {
  let active = new Set<number>();
  addStep(steps, active, 0);
  for (const character of text) {
    const next = new Set<number>();
    for (const at of active) {
      const step = steps[at];
      if (step?.kind === 'take' && step.test(character)) addStep(steps, next, at + 1);
    }
    if (next.size === 0) return false;
    active = next;
  }
  return active.has(steps.length - 1);
}

/**
 * A regular expression without what makes regular expressions explode: literals, `.`, sets, `\d \w \s` and their opposites, groups,
 * `|`, `* + ? {m,n}`; no look-around, no back references, no lazy or possessive repetition. Every step is visited once a
 * character (Thompson's construction), so a pattern cannot be made that takes longer than steps × characters.
 * Throws `PatternError`.
 */
export function compileLinearPattern(text: string): LinearPattern {
  if (text.length > patternCharactersMax)
    throw new PatternError(`longer than ${String(patternCharactersMax)} characters`);
  const writer = new StepWriter();
  writer.write(new PatternReader(text).read());
  writer.steps.push({ kind: 'done' });
  if (writer.steps.length > stepsMax)
    throw new PatternError('the pattern is too large once its repetitions are written out');
  const { steps } = writer;
  return { matches: (value) => run(steps, value) };
}
