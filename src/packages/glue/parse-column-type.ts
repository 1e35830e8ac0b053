import { type ColumnType, type StructField } from './column-type.ts';

// A type string may be 131,072 characters long: without a bound, `array<array<…` would overflow the stack.
const nestingMax = 200;

/** Thrown inside this file only: the text is not a type. */
class NotAType extends Error {}

/**
 * Reads a Hive type string such as `array<struct<sku:string,price:decimal(10,2)>>`; `null` when it is not one.
 * Any word is taken as a primitive, since engines keep adding types. Grammar: Apache Hive's `TypeInfoParser`, and beyond
 * it back-quoted field names, `comment '…'` after a field, and names of several words (`double precision`).
 */
export function parseColumnType(text: string): ColumnType | null {
  try {
    const reader = new TypeReader(text);
    const type = reader.readType(0);
    reader.requireEnd();
    return type;
  } catch (error) {
    if (error instanceof NotAType) return null;
    throw error;
  }
}

class TypeReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readType(depth: number): ColumnType {
    if (depth > nestingMax) throw new NotAType();
    const name = this.#requireMatch(/\s*([^\s,<>():'`]+(?:[ \t]+(?!comment[ \t]*')[^\s,<>():'`]+)*)\s*/iy);
    const constructor = name.toLowerCase();
    if (!this.#peek('<')) return this.#readPrimitive(name);
    switch (constructor) {
      case 'struct':
        return { kind: 'struct', fields: this.#readList(() => this.#readField(depth + 1)) };
      case 'uniontype':
        return { kind: 'union', members: this.#readList(() => this.readType(depth + 1)) };
      case 'array':
        return { kind: 'array', element: this.#readExactly(1, depth)[0] ?? fail() };
      case 'map': {
        const [key, value] = this.#readExactly(2, depth);
        return { kind: 'map', key: key ?? fail(), value: value ?? fail() };
      }
      default:
        throw new NotAType();
    }
  }

  requireEnd(): void {
    this.#skipSpace();
    if (this.#at !== this.#text.length) throw new NotAType();
  }

  #readPrimitive(name: string): ColumnType {
    const parameters = this.#match(/\(\s*(\d{1,9}(?:\s*,\s*\d{1,9})*)\s*\)/y)?.[1] ?? null;
    const numbers = parameters === null ? [] : parameters.split(',').map(Number);
    // `timestamp(3) with time zone` goes on after its parameters.
    const rest = parameters === null ? null : this.#match(/\s+(?!comment\s*')([A-Za-z][A-Za-z ]*[A-Za-z])/iy);
    const words = [name, rest?.[1] ?? ''].join(' ').trim().toUpperCase();
    return { kind: 'primitive', name: words.replaceAll(/\s+/g, ' '), parameters: numbers };
  }

  #readField(depth: number): StructField {
    const name = this.#readFieldName();
    this.#skipSpace();
    const start = this.#at;
    const type = this.readType(depth);
    const text = this.#text.slice(start, this.#at).trim();
    const comment = this.#match(/\s*comment\s*'((?:[^'\\]|\\.)*)'/isy)?.[1] ?? null;
    return { name, type, text, comment: comment === null ? null : comment.replaceAll(/\\(.)/gs, '$1') };
  }

  #readFieldName(): string {
    const quoted = this.#match(/\s*`((?:[^`]|``)+)`\s*:/y);
    if (quoted?.[1] !== undefined) return quoted[1].replaceAll('``', '`');
    const name = this.#requireMatch(/\s*([^:,<>`]+):/y).trim();
    if (name === '') throw new NotAType();
    return name;
  }

  #readExactly(count: number, depth: number): ColumnType[] {
    const parts = this.#readList(() => this.readType(depth + 1));
    if (parts.length !== count) throw new NotAType();
    return parts;
  }

  /** `<part,part,…>`; `<>` is empty, as engines write a struct without fields. */
  #readList<T>(readPart: () => T): T[] {
    this.#requireMatch(/(<)\s*/y);
    if (this.#match(/>/y) !== null) return [];
    const parts = [readPart()];
    while (this.#match(/\s*,/y) !== null) parts.push(readPart());
    this.#requireMatch(/\s*(>)\s*/y);
    return parts;
  }

  #peek(character: string): boolean {
    return this.#text.startsWith(character, this.#at);
  }

  #skipSpace(): void {
    this.#match(/\s*/y);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }

  #requireMatch(pattern: RegExp): string {
    return this.#match(pattern)?.[1] ?? fail();
  }
}

function fail(): never {
  throw new NotAType();
}
