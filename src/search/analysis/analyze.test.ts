import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { type AnalyzerName } from '../fields.ts';
import { placesOf, wordsOf } from '../sql/field-words.ts';
import { analyze, analyzerNames } from './analyze.ts';

type Placed = readonly [word: string, place: number];

/** What Lucene 9.12 makes of texts, asked once: analyzer, text, words with their places. */
const known = JSON.parse(readFileSync(new URL('lucene-words.json', import.meta.url), 'utf8')) as [
  AnalyzerName,
  string,
  Placed[],
][];

function placed(analyzer: AnalyzerName, text: string): Placed[] {
  return analyze(analyzer, text).map((word) => [word.text, word.place]);
}

const pieces = [
  ...'aBéÉß1²Ⅷ １١ _-\'’/@,.:;"()[$+|#*東ひカ한אבก\u0e31\u0301\u200d\ufe0f\u20e3\u00a0\u3000\t\u0001İΣℹⓂ',
  ...['😀', '❤', '👩', '🏽', '🇩', '🇪', '𐐀', '𝟙', "'s", '’s', 'fooBar', 'XMLHttp', 'running', 'happily', 'added'],
  ...['é'.repeat(700), `a ${'😀'.repeat(700)}`, 'a'.repeat(100), '😀'.repeat(60), 'x1'.repeat(130), "ab'".repeat(90)],
];
const text = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 10 }).map((list) => list.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  // Assigned long ago, so that JavaScript and PostgreSQL agree on the lower case of everything in it.
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 1, max: 0x2bff }), { maxLength: 20 }).map(fromCodePoints) },
);

function fromCodePoints(codePoints: readonly number[]): string {
  return String.fromCodePoint(...codePoints);
}

describe('analyze', () => {
  it.each(known)('%s finds the words in %j that Lucene finds', (analyzer, given, words) => {
    expect(placed(analyzer, given)).toEqual(words);
  });

  it('knows every analyzer of the table', () => {
    expect(new Set(known.map(([analyzer]) => analyzer))).toEqual(new Set(analyzerNames));
  });
});

describe('the words of texts in SQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  async function inDatabase(analyzer: AnalyzerName, texts: readonly string[]): Promise<Placed[][]> {
    const field = { name: 'f', kind: 'text', many: false, sql: 'value', analyzer } as const;
    const { rows } = await database.pool.query<{ words: string[]; places: number[] | null }>(
      `SELECT ${wordsOf(field, 'value')} AS words, ${placesOf(field, 'value')} AS places
       FROM unnest($1::text[]) WITH ORDINALITY AS given (value, number) ORDER BY number`,
      [texts],
    );
    return rows.map(({ words, places }) => words.map((word, at) => [word, places?.[at] ?? at] as const));
  }

  it.each(analyzerNames)('are for %s those that queries have, whatever the text', async (analyzer) => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 20, maxLength: 40 }), async (texts) => {
        const stored = await inDatabase(analyzer, texts);
        expect(texts.map((one, at) => [one, stored[at]])).toEqual(texts.map((one) => [one, placed(analyzer, one)]));
      }),
      { numRuns: 20 },
    );
  });

  it.each(analyzerNames)('are found by %s in a text of 100,000 characters as in a short one', async (analyzer) => {
    const long = [
      'word más 12 foo_bar '.repeat(5000),
      'a'.repeat(100_000),
      `é${'\u0301'.repeat(99_999)}`,
      '_'.repeat(100_000),
      'x-'.repeat(50_000),
    ];
    const stored = await inDatabase(analyzer, long);
    const started = long.map((one) => placed(analyzer, one.slice(0, 2000)));
    expect(
      stored.map(
        (words, at) =>
          words
            .slice(0, 3)
            .map(([word]) => word.slice(0, 20))
            .join() ===
          started[at]
            ?.slice(0, 3)
            .map(([word]) => word.slice(0, 20))
            .join(),
      ),
    ).toEqual(long.map(() => true));
  });

  it('are the same whatever schema is looked into first, as when an index is built', async () => {
    await database.pool.query(`CREATE TABLE shelf (name text)`);
    for (const analyzer of analyzerNames) {
      const field = { name: 'f', kind: 'text', many: false, sql: 'name', analyzer } as const;
      await database.pool.query(`CREATE INDEX ON shelf USING gin (${wordsOf(field, 'name')})`);
    }
    await database.pool.query(`INSERT INTO shelf SELECT 'Ärger-' || n || ' a/b' FROM generate_series(1, 50) AS n`);
    await database.pool.query('REINDEX TABLE shelf');
    await database.pool.query('ANALYZE shelf');
  });
});
