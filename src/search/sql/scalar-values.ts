import { type Scalar } from '../ast.ts';
import { type CompileContext } from '../fields.ts';
import { type DateReading, parseInstant } from '../time/date-math.ts';

// COMPAT: a value that cannot be of the kind of the field is answered with no rows, never with an error. Every reader
// here therefore gives `null` for such a value, and the compilers make `FALSE` of it.

const longLeast = -(2n ** 63n);
const longMost = 2n ** 63n - 1n;

/** Text as PostgreSQL can hold it: it has neither NUL nor half of a surrogate pair, so nothing equals a text with one. */
export function textValue(value: Scalar): string | null {
  const text = String(value);
  return text.includes('\0') || !text.isWellFormed() ? null : text;
}

/** A finite number. */
export function numberValue(value: Scalar): number | null {
  if (typeof value === 'boolean') return null;
  if (typeof value === 'string' && !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?\s*$/i.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** A whole number as its digits, so that 64 bits are not squeezed through a double. */
export function wholeValue(value: Scalar): string | null {
  if (typeof value === 'string' && /^[+-]?\d{1,19}$/.test(value)) return within64Bits(BigInt(value));
  const number = numberValue(value);
  return number === null || !Number.isInteger(number) ? null : within64Bits(BigInt(number));
}

function within64Bits(value: bigint): string | null {
  return value >= longLeast && value <= longMost ? String(value) : null;
}

export function booleanValue(value: Scalar): boolean | null {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : null;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A uuid as it is written in the index: lower case, with hyphens. */
export function uuidValue(value: Scalar): string | null {
  return typeof value === 'string' && uuid.test(value) ? value : null;
}

export interface DateOptions {
  readonly roundUp: boolean;
  readonly format?: string;
  readonly timeZone?: string;
}

/** An instant in epoch milliseconds: a number as it is, text as a date or date math. */
export function instantValue(value: Scalar, ctx: CompileContext, options: DateOptions): number | null {
  if (typeof value === 'boolean') return null;
  if (typeof value === 'number') return Math.abs(value) <= 8.64e15 ? value : null;
  const reading: DateReading = { now: ctx.now, ...options };
  return parseInstant(value.trim(), reading);
}
