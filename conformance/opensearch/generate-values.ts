import fc from 'fast-check';
import type { Scalar } from '../../src/search/index.ts';
import type { SearchedField } from './searched-fields.ts';
import { seedWords } from './seed-texts.ts';

/** What requests are made of: fields, and values that hit, nearly hit and miss. */
export interface ValueSource {
  /** Any field that holds such values; each kind of field about as often as the others. */
  field(accepts?: (field: SearchedField) => boolean): fc.Arbitrary<SearchedField>;
  /** Mostly of the kind of the field; one in eight of some other kind. */
  scalar(field: SearchedField): fc.Arbitrary<Scalar>;
  /** A stored text of the field as it is or changed; any text for a field that holds none. */
  text(field: SearchedField): fc.Arbitrary<string>;
  /** One of the words in the stored texts, as it is or changed. */
  word(field: SearchedField): fc.Arbitrary<string>;
  /** A bound for a range: a stored value, or one near it. */
  bound(field: SearchedField): fc.Arbitrary<string | number>;
}

const textual = new Set(['keyword', 'lowercase', 'text', 'uuid']);

export function isTextual({ kind }: SearchedField): boolean {
  return textual.has(kind);
}

const anyText = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...seedWords) },
  { weight: 2, arbitrary: fc.string({ maxLength: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '*', '?', '\\', '"', '0', '-', '1e3', '1.0', 'TRUE') },
);

/** One small change to a text: its case, its ends, one character of it. */
function changed(text: string): fc.Arbitrary<string> {
  const characters = [...text];
  const place = fc.nat({ max: Math.max(0, characters.length - 1) });
  const splice = (at: number, count: number, ...added: readonly string[]): string =>
    [...characters.slice(0, at), ...added, ...characters.slice(at + count)].join('');
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant(text) },
    { weight: 1, arbitrary: fc.constant(text.toUpperCase()) },
    { weight: 1, arbitrary: fc.constant(text.toLowerCase()) },
    { weight: 1, arbitrary: place.map((at) => splice(at, 1)) },
    {
      weight: 1,
      arbitrary: fc.tuple(place, fc.constantFrom('x', 'é', ' ', '_', '1')).map(([at, one]) => splice(at, 0, one)),
    },
    { weight: 1, arbitrary: place.map((at) => splice(at, 2, characters[at + 1] ?? '', characters[at] ?? '')) },
    { weight: 1, arbitrary: place.map((at) => characters.slice(0, at + 1).join('')) },
    { weight: 1, arbitrary: place.map((at) => characters.slice(at).join('')) },
  );
}

/** Long texts make long requests and find nothing that short ones do not. */
const charactersMax = 60;

/** What is drawn from a field; made once for each, since thousands of requests ask for it. */
interface Drawn {
  readonly texts: readonly string[];
  readonly words: readonly string[];
  readonly numbers: readonly number[];
}

const drawn = new WeakMap<SearchedField, Drawn>();

function drawnOf(field: SearchedField): Drawn {
  const known = drawn.get(field);
  if (known !== undefined) return known;
  const full = field.values.filter((value) => typeof value === 'string');
  const texts = full.map((value) => [...value].slice(0, charactersMax).join(''));
  const words = [...new Set(texts.flatMap((one) => one.split(/[^\p{L}\p{N}]+/u)))].filter((one) => one !== '');
  const made = { texts, words, numbers: field.values.filter((value) => typeof value === 'number') };
  drawn.set(field, made);
  return made;
}

function stored<T>(values: readonly T[], otherwise: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return values.length === 0 ? otherwise : fc.nat({ max: values.length - 1 }).map((at) => values[at] as T);
}

function text(field: SearchedField): fc.Arbitrary<string> {
  const near = stored(drawnOf(field).texts, anyText).chain(changed);
  return fc.oneof({ weight: 4, arbitrary: near }, { weight: 1, arbitrary: anyText });
}

function word(field: SearchedField): fc.Arbitrary<string> {
  const near = stored(drawnOf(field).words, anyText).chain(changed);
  return fc.oneof({ weight: 5, arbitrary: near }, { weight: 1, arbitrary: anyText });
}

function number(field: SearchedField): fc.Arbitrary<number> {
  const near = fc.tuple(stored(drawnOf(field).numbers, fc.nat()), fc.constantFrom(0, 0, 0, 1, -1));
  const whole = field.kind === 'long' || field.kind === 'date';
  const any = fc.constantFrom(0, 1, -1, 10, 1e9, 2 ** 40, ...(whole ? [] : [0.5, -0.5, 1e-3, 3.4e38]));
  return fc.oneof({ weight: 5, arbitrary: near.map(([value, step]) => value + step) }, { weight: 1, arbitrary: any });
}

function date(field: SearchedField): fc.Arbitrary<string | number> {
  const math = fc.constantFrom(
    '2025-06-01',
    '2025-06-01T12:00:00Z',
    '2025-03',
    'now-1y',
    '2025-06-01||+1M/d',
    'now/d',
    '2025-06-01||-3d',
  );
  return fc.oneof(
    { weight: 4, arbitrary: number(field) },
    { weight: 2, arbitrary: math },
    {
      weight: 1,
      arbitrary: stored(drawnOf(field).numbers, fc.nat()).map((value) => new Date(value).toISOString().slice(0, 10)),
    },
  );
}

function fitting(field: SearchedField): fc.Arbitrary<Scalar> {
  if (isTextual(field)) return field.kind === 'text' ? fc.oneof(word(field), text(field)) : text(field);
  if (field.kind === 'boolean') return fc.constantFrom<Scalar>(true, false, 'true', 'false');
  if (field.kind === 'date') return date(field);
  return fc.oneof({ weight: 4, arbitrary: number(field) }, { weight: 1, arbitrary: number(field).map(String) });
}

function kindsOf(fields: readonly SearchedField[]): readonly (readonly SearchedField[])[] {
  const groups = new Map<string, SearchedField[]>();
  for (const field of fields) {
    const key = `${field.kind} ${field.analyzer ?? ''} ${String(field.many)}`;
    groups.set(key, [...(groups.get(key) ?? []), field]);
  }
  return [...groups.values()];
}

/** Values for requests about these fields. */
export function createValueSource(fields: readonly SearchedField[]): ValueSource {
  const unlike = fc.oneof<fc.Arbitrary<Scalar>[]>(fc.constantFrom(1, 0, 1.5, -3, 2 ** 53, true, false), anyText);
  return {
    field: (accepts = () => true) => {
      const groups = kindsOf(fields.filter(accepts));
      return fc.constantFrom(...groups).chain((group) => fc.constantFrom(...group));
    },
    scalar: (field) => fc.oneof({ weight: 15, arbitrary: fitting(field) }, { weight: 1, arbitrary: unlike }),
    text,
    word,
    bound: (field) => {
      if (field.kind === 'date') return date(field);
      if (isTextual(field)) return text(field);
      return fc.oneof({ weight: 12, arbitrary: number(field) }, { weight: 1, arbitrary: anyText });
    },
  };
}
