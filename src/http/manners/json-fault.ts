/** Where a text stops being JSON and what could have stood there. */
export interface JsonFault {
  readonly offset: number;
  readonly expected: string;
}

const blank = /[\t\n\r ]*/y;
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y;

/** A cursor over the text that takes what matches and remembers where it stands. */
class Scanner {
  offset = 0;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  take(pattern: RegExp): boolean {
    pattern.lastIndex = this.offset;
    if (!pattern.test(this.text)) return false;
    this.offset = pattern.lastIndex;
    return true;
  }

  /** A string in quotes; on a bad one the cursor stays where it went wrong. A loop, since a text may be megabytes long. */
  takeString(): boolean {
    if (this.text[this.offset] !== '"') return false;
    this.offset += 1;
    while (this.offset < this.text.length) {
      const unit = this.text.charCodeAt(this.offset);
      if (unit === 0x22) {
        this.offset += 1;
        return true;
      }
      if (unit < 0x20) return false;
      if (unit !== 0x5c) this.offset += 1;
      else if (!this.take(escape)) return false;
    }
    return false;
  }

  takeCharacter(character: string): boolean {
    this.take(blank);
    if (this.text[this.offset] !== character) return false;
    this.offset += 1;
    return true;
  }

  fault(expected: string): JsonFault {
    return { offset: this.offset, expected };
  }
}

function takeKey(scanner: Scanner): JsonFault | null {
  scanner.take(blank);
  if (!scanner.takeString()) return scanner.fault('a key in double quotes');
  return scanner.takeCharacter(':') ? null : scanner.fault('`:`');
}

/** Reads what follows a complete value: closing brackets, then a comma and, in an object, the next key. */
function afterValue(scanner: Scanner, open: string[]): JsonFault | null | 'end' {
  for (;;) {
    const close = open.at(-1);
    if (close === undefined) {
      scanner.take(blank);
      return scanner.offset === scanner.text.length ? 'end' : scanner.fault('the end of the text');
    }
    if (scanner.takeCharacter(close)) {
      open.pop();
    } else {
      if (!scanner.takeCharacter(',')) return scanner.fault(`\`,\` or \`${close}\``);
      return close === '}' ? takeKey(scanner) : null;
    }
  }
}

/** Takes one value or opens one container; `'opened'` when a value must follow, `'value'` when one is complete. */
function takeValue(scanner: Scanner, open: string[]): JsonFault | 'opened' | 'value' {
  if (scanner.takeCharacter('{')) {
    open.push('}');
    if (scanner.takeCharacter('}')) {
      open.pop();
      return 'value';
    }
    return takeKey(scanner) ?? 'opened';
  }
  if (scanner.takeCharacter('[')) {
    open.push(']');
    if (!scanner.takeCharacter(']')) return 'opened';
    open.pop();
    return 'value';
  }
  const start = scanner.offset;
  if (scanner.takeString() || scanner.take(scalar)) return 'value';
  return scanner.fault(scanner.offset === start ? 'a value' : 'a string that is escaped and closed');
}

/**
 * The first place at which `text` is not JSON, or `null` when it is JSON. Runs only after the engine's own parser refused:
 * its messages do not always name a place, and they quote the text, which may hold secrets.
 */
export function findJsonFault(text: string): JsonFault | null {
  const scanner = new Scanner(text);
  const open: string[] = [];
  for (;;) {
    const step = takeValue(scanner, open);
    if (typeof step === 'object') return step;
    if (step === 'value') {
      const next = afterValue(scanner, open);
      if (next === 'end') return null;
      if (next !== null) return next;
    }
  }
}
