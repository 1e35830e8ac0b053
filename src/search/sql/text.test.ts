import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { type Ast, type Fuzziness, type Span, type TextAst } from '../ast.ts';
import { type AnalyzerName, type Field } from '../fields.ts';
import { createParameters } from '../parameters.ts';
import { compileWhere } from './compile-where.ts';

const auto: Fuzziness = { edits: { low: 3, high: 6 }, prefixLength: 0, transpositions: true };

describe('words', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  /** Whether a text, or a list of texts, matches as a field of that analyzer. */
  async function matches(value: string | readonly string[], ast: Ast, analyzer: AnalyzerName = 'standard') {
    const params = createParameters();
    const stored = params.add(typeof value === 'string' ? value : JSON.stringify(value));
    const field: Field =
      typeof value === 'string'
        ? { name: 'f', kind: 'text', many: false, sql: `${stored}::text`, analyzer }
        : { name: 'f', kind: 'text', many: true, sql: `${stored}::jsonb`, analyzer };
    const where = compileWhere(ast, { fields: () => field, params, now: new Date(0) });
    const values = where === 'FALSE' ? [stored] : params.values;
    const { rows } = await database.pool.query<{ held: boolean | null }>(
      where === 'FALSE' ? `SELECT FALSE AS held, $1::text` : `SELECT ${where} AS held, ${stored}::text`,
      [...values],
    );
    return rows[0]?.held === true;
  }

  function words(query: string, rest: Partial<TextAst> = {}): TextAst {
    return { kind: 'text', field: 'f', query, mode: 'any', ...rest };
  }

  function phrase(query: string, rest: Partial<TextAst> = {}): TextAst {
    return words(query, { mode: 'phrase', ...rest });
  }

  function fuzzy(value: string, fuzziness: Fuzziness = auto): Ast {
    return { kind: 'fuzzy', field: 'f', value, fuzziness };
  }

  it('are compared by an index on the words of the value', () => {
    const params = createParameters();
    const field: Field = {
      name: 'name',
      kind: 'text',
      many: false,
      sql: 'asset.name',
      analyzer: 'atlan_text_analyzer',
    };
    const compiled = (ast: Ast): string => compileWhere(ast, { fields: () => field, params, now: new Date(0) });
    expect(compiled(words('Orders'))).toBe(
      '(strpos(folded(asset.name), $1) > 0 AND words_text(asset.name) && $2::text[])',
    );
    expect(compiled(words('daily Orders', { mode: 'all' }))).toContain('words_text(asset.name) @> $4::text[]');
    expect(compiled(phrase('daily Orders'))).toContain('words_text(asset.name) @> $6::text[] AND strpos(');
    expect(params.values).toEqual([
      'orders',
      ['orders'],
      'orders',
      ['daily', 'orders'],
      'orders',
      ['daily', 'orders'],
      ' daily orders ',
    ]);
  });

  it('are found by each analyzer in its own way', async () => {
    const text = "Wi-Fi_Router2 customer's";
    expect(await matches(text, words('wi'), 'atlan_text_analyzer')).toBe(true);
    expect(await matches(text, words('router2'), 'standard')).toBe(false);
    expect(await matches(text, words('fi_router2'), 'standard')).toBe(true);
    expect(await matches(text, words("CUSTOMER'S"), 'standard')).toBe(true);
    expect(await matches(text, words('customer'), 'standard')).toBe(false);
    expect(await matches(text, words('wi-fi_router2'), 'whitespace')).toBe(false);
    expect(await matches('running shoes', words('runs'), 'atlan_text_stemmer')).toBe(true);
    expect(await matches('default/snow/DB', words('default/snow'), 'atlan_path_analyzer')).toBe(true);
    expect(await matches('one term, another', words('one term'), 'atlan_text_comma_analyzer')).toBe(true);
    expect(await matches('one term, another', words('one'), 'atlan_text_comma_analyzer')).toBe(false);
  });

  it('count up to the minimum, each place of the query by itself', async () => {
    const two = (query: string) => matches('red green blue', words(query, { minimumShouldMatch: 2 }));
    expect(await two('red pink blue')).toBe(true);
    expect(await two('red pink grey')).toBe(false);
    // What is asked for twice is there twice.
    expect(await two('red red pink')).toBe(true);
    // A single word has nothing to choose from.
    expect(await two('red')).toBe(true);
    expect(await matches('red', words('red green', { minimumShouldMatch: '3' }))).toBe(false);
    expect(await matches('red green', words('red green blue', { minimumShouldMatch: '-1' }))).toBe(true);
  });

  it('are all there when they stand in different values', async () => {
    expect(await matches(['red car', 'green tree'], words('green red', { mode: 'all' }))).toBe(true);
    expect(await matches(['red car'], words('green red', { mode: 'all' }))).toBe(false);
  });

  it('that are none match nothing, or everything when asked to', async () => {
    expect(await matches('red', words('!?'))).toBe(false);
    expect(await matches('red', words('!?', { allWithoutWords: true }))).toBe(true);
    expect(await matches('red', words('a\0', { allWithoutWords: true }))).toBe(false);
  });

  it('as terms are taken as they are written', async () => {
    const equals = (value: string, caseInsensitive = false): Ast => ({
      kind: 'equals',
      field: 'f',
      value,
      caseInsensitive,
    });
    expect(await matches('Red É', equals('red'))).toBe(true);
    expect(await matches('Red É', equals('Red'))).toBe(false);
    expect(await matches('Red É', equals('Red', true))).toBe(true);
    expect(await matches('Red É', equals('É', true))).toBe(false);
    expect(await matches('Red', equals('rEd', true), 'whitespace')).toBe(true);
    expect(await matches('Red', { kind: 'oneOf', field: 'f', values: ['blue', 'red'] })).toBe(true);
    expect(await matches('Redder', { kind: 'prefix', field: 'f', value: 'red', caseInsensitive: false })).toBe(true);
    expect(await matches('Redder', { kind: 'prefix', field: 'f', value: 'Red', caseInsensitive: false })).toBe(false);
    expect(await matches('a red', { kind: 'range', field: 'f', gte: 'r', lt: 's' })).toBe(true);
    expect(await matches('a red', { kind: 'range', field: 'f', gt: 'red' })).toBe(false);
  });

  it('stand in a phrase side by side, in one value', async () => {
    expect(await matches('the quick brown fox', phrase('quick brown'))).toBe(true);
    expect(await matches('the quick brown fox', phrase('brown quick'))).toBe(false);
    expect(await matches('the quickest brown fox', phrase('quick brown'))).toBe(false);
    expect(await matches(['the quick', 'brown fox'], phrase('quick brown'))).toBe(false);
    expect(await matches('the quick brown fox', phrase('quick bro', { lastIsPrefix: true }))).toBe(true);
    expect(await matches('the quick brown fox', phrase('bro', { lastIsPrefix: true }))).toBe(true);
    expect(await matches('PowerShot 500', phrase('power-shot500'), 'atlan_delimiter_analyzer')).toBe(true);
  });

  it.each([
    ['quick fox', 1, true],
    ['quick fox', 0, false],
    ['fox quick', 2, false],
    ['fox quick', 3, true],
    ['brown brown', 9, false],
  ])('are moved in the phrase %j by %i places in all: %s', async (query, slop, held) => {
    expect(await matches('the quick brown fox', phrase(query, { slop }))).toBe(held);
  });

  it('of the next value are a hundred places on', async () => {
    expect(await matches(['the quick', 'brown fox'], phrase('quick brown', { slop: 99 }))).toBe(false);
    expect(await matches(['the quick', 'brown fox'], phrase('quick brown', { slop: 100 }))).toBe(true);
  });

  it('are near each other by edits, however short they are', async () => {
    expect(await matches('catalog', fuzzy('catlaog'))).toBe(true);
    expect(await matches('catalog', fuzzy('catlog'))).toBe(true);
    expect(await matches('catalog', fuzzy('clog'))).toBe(false);
    expect(await matches('ab', fuzzy('ba'))).toBe(false);
    expect(await matches('ab', fuzzy('ba', { edits: 1, prefixLength: 0, transpositions: true }))).toBe(true);
    expect(await matches('12', fuzzy('ab', { edits: 1, prefixLength: 0, transpositions: true }))).toBe(false);
    expect(await matches('a', fuzzy('abc', { edits: 2, prefixLength: 0, transpositions: true }))).toBe(true);
    expect(await matches('abc', fuzzy('acb'))).toBe(true);
    expect(await matches('abc', fuzzy('acb', { edits: 1, prefixLength: 0, transpositions: false }))).toBe(false);
    expect(await matches('abc', fuzzy('xbc', { edits: 1, prefixLength: 1, transpositions: true }))).toBe(false);
    expect(await matches('a', fuzzy('b', { edits: 1, prefixLength: 0, transpositions: true }))).toBe(true);
    expect(await matches('x'.repeat(400), fuzzy('x'.repeat(399)), 'whitespace')).toBe(false);
    expect(await matches('the catalog', words('a catlaog', { fuzziness: auto, mode: 'any' }))).toBe(true);
  });

  describe('in spans', () => {
    const term = (value: string): Span => ({ kind: 'term', value });
    const near = (of: readonly string[], slop: number, inOrder = true): Span => ({
      kind: 'near',
      of: of.map(term),
      slop,
      inOrder,
    });
    const held = (text: string | readonly string[], span: Span) =>
      matches(text, { kind: 'span', field: 'f', span }, 'whitespace');

    it('are near in their order or in any, or one of several', async () => {
      expect(await held('a b c', near(['a', 'c'], 1))).toBe(true);
      expect(await held('a b c', near(['a', 'c'], 0))).toBe(false);
      expect(await held('a b c', near(['c', 'a'], 1))).toBe(false);
      expect(await held('a b c', near(['c', 'a'], 1, false))).toBe(true);
      expect(await held('a b c', { kind: 'or', of: [term('x'), term('b')] })).toBe(true);
      expect(await held('A', term('a'))).toBe(false);
    });

    it('begin a text, hold each other, or keep apart', async () => {
      expect(await held('a b c', { kind: 'first', of: term('b'), end: 2 })).toBe(true);
      expect(await held('a b c', { kind: 'first', of: term('c'), end: 2 })).toBe(false);
      const big = near(['a', 'c'], 5);
      expect(await held('a b c', { kind: 'within', little: term('b'), big })).toBe(true);
      expect(await held('b a c', { kind: 'within', little: term('b'), big })).toBe(false);
      expect(await held('a b c', { kind: 'containing', little: term('b'), big })).toBe(true);
      expect(await held('a b c', { kind: 'not', include: big, exclude: term('b') })).toBe(false);
      expect(await held('a c b', { kind: 'not', include: big, exclude: term('b') })).toBe(true);
    });

    it('find the value of a tag in its own attachment and in no other', async () => {
      const value = (tag: string, name: string, to: string): string =>
        `${tag} at sourceTagName n sourceTagValue tagAttachmentKey k tagAttachmentValue ${name} sourceTagQualifiedName ${to}`;
      const keys = ['tagAttachmentKey', 'sourceTagName', 'sourceTagQualifiedName'].map(term);
      const asked: Span = {
        kind: 'within',
        little: {
          kind: 'near',
          of: [...['tagAttachmentValue', 'very', 'secret'].map(term), { kind: 'or', of: keys }],
          slop: 0,
          inOrder: true,
        },
        big: near(['tag1', 'qn/1'], 10_000_000),
      };
      expect(await held(value('tag1', 'very secret', 'qn/1'), asked)).toBe(true);
      expect(await held(value('tag1', 'very', 'qn/1'), asked)).toBe(false);
      expect(await held(value('tag1', 'very secret indeed', 'qn/1'), asked)).toBe(false);
      const other = `${value('tag1', 'open', 'qn/1')} ${value('tag2', 'very secret', 'qn/2')}`;
      expect(await held(other, asked)).toBe(false);
    });

    it('match nothing where there are no places, and a text is never part of the statement', async () => {
      const params = createParameters();
      const field: Field = { name: 'f', kind: 'long', many: false, sql: 'n' };
      const ctx = { fields: () => field, params, now: new Date(0) };
      expect(compileWhere({ kind: 'span', field: 'f', span: near(['a', 'b'], 1) }, ctx)).toBe('FALSE');
      expect(await held('a', term(`a' OR TRUE --`))).toBe(false);
      expect(await held('a', term('a\0'))).toBe(false);
    });
  });
});
