import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openSearchSample,
  sampleFamilies,
  type SampleRow,
  type SearchSample,
} from '../../test/support/search-sample.ts';

type Json = Readonly<Record<string, unknown>>;
type Kind = 'keyword' | 'lowercase' | 'text' | 'number' | 'boolean' | 'uuid';

/** The fields of the sample as the reference reads them: kind, and the raw values of a row. */
const fields: Readonly<Record<string, { kind: Kind; of: (row: SampleRow) => readonly unknown[] }>> = {
  code: { kind: 'keyword', of: (row) => [row.code] },
  'name.keyword': { kind: 'lowercase', of: (row) => [row.name] },
  name: { kind: 'text', of: (row) => [row.name] },
  size: { kind: 'number', of: (row) => [row.size] },
  ref: { kind: 'uuid', of: (row) => [row.ref] },
  score: { kind: 'number', of: (row) => [row.doc.score] },
  flag: { kind: 'boolean', of: (row) => [row.doc.flag] },
  owners: { kind: 'keyword', of: (row) => listed(row.doc.owners) },
  groups: { kind: 'lowercase', of: (row) => listed(row.doc.groups) },
  sizes: { kind: 'number', of: (row) => listed(row.doc.sizes) },
  notes: { kind: 'text', of: (row) => listed(row.doc.notes) },
  family: { kind: 'lowercase', of: (row) => sampleFamilies.get(row.species) ?? ['Being'] },
  nowhere: { kind: 'keyword', of: () => [] },
};

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** The values of a row in a field, those of a wrong type left out. */
function valuesOf(row: SampleRow, name: string): readonly (string | number | boolean)[] {
  const field = fields[name];
  if (field === undefined) return [];
  const { kind } = field;
  return field.of(row).flatMap((value): (string | number | boolean)[] => {
    if (value === null || value === undefined) return [];
    if (kind === 'number') return typeof value === 'number' ? [value] : [];
    if (kind === 'boolean') return typeof value === 'boolean' ? [value] : [];
    return [typeof value === 'string' ? value : JSON.stringify(value)];
  });
}

/** The words of the few texts below: of a name, between marks and before digits; elsewhere by the rules of the standard analyzer. */
function words(name: string, text: string): string[] {
  if (name !== 'name') return text.toLowerCase().match(/[a-z0-9é_]+(?:'[a-z]+)?/g) ?? [];
  const split = text
    .toLowerCase()
    .replace(/[0-9]+/g, ' $&')
    .split(/[ _'/]/);
  return split.filter((word) => word !== '');
}

/** What `case_insensitive` folds is ASCII; values that are kept in lower case are so whatever they hold. */
function foldOf(name: string, insensitive: unknown): (text: string) => string {
  const kind = fields[name]?.kind;
  if (kind === 'lowercase') return (text) => text.toLowerCase();
  if (insensitive !== true) return (text) => text;
  return (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The texts that a prefix or a pattern is held against, folded where the field folds. */
function subjects(row: SampleRow, name: string): string[] {
  const kind = fields[name]?.kind;
  if (kind === 'number' || kind === 'boolean') return [];
  const texts = valuesOf(row, name).map(String);
  if (kind === 'text') return texts.flatMap((text) => words(name, text));
  return kind === 'lowercase' ? texts.map((text) => text.toLowerCase()) : texts;
}

function folds(name: string): boolean {
  return fields[name]?.kind === 'lowercase';
}

function equal(row: SampleRow, name: string, body: Json): boolean {
  const { value, case_insensitive: insensitive = false } = body;
  const kind = fields[name]?.kind;
  if (kind === 'number')
    return typeof value !== 'boolean' && value !== '' && valuesOf(row, name).includes(Number(value));
  if (kind === 'boolean') return valuesOf(row, name).some((held) => String(held) === String(value));
  const fold = foldOf(name, insensitive);
  return subjects(row, name).some((text) => fold(text) === fold(String(value)));
}

function within(held: string | number | boolean, range: Json, fold: boolean): boolean {
  const compare: Readonly<Record<string, (a: string | number, b: string | number) => boolean>> = {
    gt: (a, b) => a > b,
    gte: (a, b) => a >= b,
    lt: (a, b) => a < b,
    lte: (a, b) => a <= b,
  };
  return Object.entries(range).every(([end, bound]) => {
    if (typeof held === 'number') return compare[end]?.(held, Number(bound));
    const [left, right] = fold
      ? [String(held).toLowerCase(), String(bound).toLowerCase()]
      : [String(held), String(bound)];
    return compare[end]?.(left, right);
  });
}

/** What a range is held against: each word of a text. */
function comparable(row: SampleRow, name: string): readonly (string | number | boolean)[] {
  return fields[name]?.kind === 'text' ? subjects(row, name) : valuesOf(row, name);
}

function matchText(row: SampleRow, name: string, body: Json): boolean {
  if (fields[name]?.kind !== 'text') return equal(row, name, { value: body.query });
  const wanted = words(name, String(body.query));
  if (wanted.length === 0) return false;
  const held = valuesOf(row, name).flatMap((text) => words(name, String(text)));
  return body.operator === 'and'
    ? wanted.every((word) => held.includes(word))
    : wanted.some((word) => held.includes(word));
}

function pattern(wildcard: string): string {
  return wildcard
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
}

/** An expression whose letters, but not its classes, stand for both cases. */
function inBothCases(expression: string): string {
  const both = (letter: string): string => `[${letter.toLowerCase()}${letter.toUpperCase()}]`;
  return expression.replace(/\[[^\]]*\]|[A-Za-z]/g, (piece) => (piece.length > 1 ? piece : both(piece)));
}

function matchPattern(row: SampleRow, name: string, body: Json): boolean {
  const value = body.case_insensitive === true ? inBothCases(String(body.value)) : String(body.value);
  const expression = new RegExp(`^(?:${value})$`, folds(name) ? 'sui' : 'su');
  return subjects(row, name).some((text) => expression.test(text));
}

function matchWildcard(row: SampleRow, name: string, body: Json): boolean {
  return matchPattern(row, name, { ...body, value: pattern(String(body.value)) });
}

function startsWith(row: SampleRow, name: string, body: Json): boolean {
  const fold = foldOf(name, body.case_insensitive);
  return subjects(row, name).some((text) => fold(text).startsWith(fold(String(body.value))));
}

function matchBool(row: SampleRow, body: Record<string, Json[]> & { minimum_should_match?: number }): boolean {
  const held = (name: string): boolean[] => (body[name] ?? []).map((clause) => matches(row, clause));
  const should = held('should');
  const required = [...held('must'), ...held('filter')];
  const free = !held('must_not').some(Boolean);
  // A minimum counts parts that are optional; with nothing but prohibited ones there is nothing to count.
  if (should.length + required.length === 0) return free;
  const least = should.length > 0 && required.length === 0 ? 1 : 0;
  const minimum = Math.max(least, body.minimum_should_match ?? 0);
  return required.every(Boolean) && free && should.filter(Boolean).length >= minimum;
}

/** What a query means, said once more and plainly. */
function matches(row: SampleRow, query: Json): boolean {
  const [clause = '', about] = Object.entries(query)[0] ?? [];
  if (clause === 'bool') return matchBool(row, about as Record<string, Json[]>);
  if (clause === 'exists') return valuesOf(row, String((about as Json).field)).length > 0;
  const [name = '', said] = Object.entries(about as Json)[0] ?? [];
  const body = said as Json;
  switch (clause) {
    case 'term':
      return equal(row, name, body);
    case 'terms':
      return (said as unknown[]).some((value) => equal(row, name, { value }));
    case 'prefix':
      return startsWith(row, name, body);
    case 'wildcard':
      return matchWildcard(row, name, body);
    case 'regexp':
      return matchPattern(row, name, body);
    case 'range':
      return fields[name]?.kind !== 'boolean' && comparable(row, name).some((held) => within(held, body, folds(name)));
    case 'match':
      return matchText(row, name, body);
    default:
      throw new Error(`the reference does not know ${clause}`);
  }
}

const text = fc.constantFrom(
  'a',
  'A',
  'ab',
  'aB c',
  'b/c',
  'é',
  'É1',
  '10',
  'a1b',
  "o'x",
  'a%b',
  'a_b',
  '',
  'x y z',
  'PET',
  'being',
);
const number = fc.constantFrom(-1, 0, 1, 1.5, 10, 1e15);
/** What an index of whole numbers holds; a fraction never gets there. */
const whole = fc.constantFrom(-1, 0, 1, 10);
const scalar = fc.oneof(text, number, fc.boolean());
const anything = fc.oneof(scalar, fc.constant(null), fc.array(scalar, { maxLength: 3 }));
const uuid = fc.constantFrom('a', 'b').map((digit) => `${digit.repeat(8)}-0000-4000-8000-000000000000`);

const row: fc.Arbitrary<Omit<SampleRow, 'id'>> = fc.record({
  code: text,
  name: fc.option(text),
  size: fc.option(whole),
  created: fc.constant(null),
  seen: fc.constant(null),
  ref: uuid,
  species: fc.constantFrom('Cat', 'Oak', 'Unheard'),
  doc: fc.record(
    {
      owners: anything,
      groups: anything,
      notes: fc.oneof(text, fc.constant(null), fc.array(text, { maxLength: 3 })),
      score: fc.oneof(scalar, fc.constant(null)),
      flag: fc.oneof(scalar, fc.constant(null)),
      sizes: fc.oneof(fc.constant(null), fc.array(fc.oneof(whole, text), { maxLength: 3 }), whole),
    },
    { requiredKeys: [] },
  ),
});

const fieldName = fc.constantFrom(...Object.keys(fields));
const insensitive = fc.boolean();
const value = fc.oneof(scalar, uuid);

function about<T>(clause: string, body: fc.Arbitrary<T>): fc.Arbitrary<Json> {
  return fc.tuple(fieldName, body).map(([name, said]) => ({ [clause]: { [name]: said } }));
}

/** Bounds that every kind can be compared with, so that "cannot be compared" stays out of the reference. */
const bound = fc.constantFrom(0, 1, 5, '1', '10');
const expression = fc
  .array(fc.constantFrom('a', 'B', 'b', '.', '.*', '[a-c]', '(a|b)', 'a+', '[^a]', '1?', 'é'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((pieces) => pieces.join(''));

const leaf = fc.oneof(
  about('term', fc.record({ value, case_insensitive: insensitive })),
  about('terms', fc.array(value, { minLength: 1, maxLength: 4 })),
  about('prefix', fc.record({ value: text, case_insensitive: insensitive })),
  about(
    'wildcard',
    fc.record({ value: fc.constantFrom('*', 'a*', '?', '*b*', 'a?b', '*%*', 'É*'), case_insensitive: insensitive }),
  ),
  about('regexp', fc.record({ value: expression, case_insensitive: insensitive })),
  about(
    'range',
    fc
      .record({ gt: bound, gte: bound, lt: bound, lte: bound }, { requiredKeys: [] })
      .filter((ends) => Object.keys(ends).length > 0),
  ),
  about('match', fc.record({ query: text, operator: fc.constantFrom('or', 'and') })),
  fieldName.map((field) => ({ exists: { field } })),
);

const { query } = fc.letrec<{ query: Json; bool: Json }>((tie) => ({
  query: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('bool')),
  bool: fc
    .record(
      {
        must: fc.array(tie('query'), { maxLength: 2 }),
        filter: fc.array(tie('query'), { maxLength: 2 }),
        should: fc.array(tie('query'), { maxLength: 3 }),
        must_not: fc.array(tie('query'), { maxLength: 2 }),
        minimum_should_match: fc.integer({ min: 0, max: 3 }),
      },
      { requiredKeys: [] },
    )
    .map((bool) => ({ bool })),
}));

describe('search as a whole', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('finds by SQL exactly the rows that the meaning of the query says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.array(query, { minLength: 4, maxLength: 10 }),
        async (drafts, queries) => {
          const rows = drafts.map((draft, index) => ({ ...draft, id: index }));
          await sample.database.pool.query('TRUNCATE sample');
          await sample.database.pool.query(
            'INSERT INTO sample SELECT * FROM jsonb_populate_recordset(null::sample, $1::jsonb)',
            [JSON.stringify(rows)],
          );
          for (const one of queries) {
            const expected = rows.filter((candidate) => matches(candidate, one)).map(({ id }) => id);
            const journey = await sample.run(one);
            expect({ query: one, rows: journey.rows }).toEqual({ query: one, rows: expected });
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
