import fc from 'fast-check';
import type { SearchedField } from './searched-fields.ts';
import { isTextual, type ValueSource } from './generate-values.ts';

export type Json = Readonly<Record<string, unknown>>;
export type Clause = fc.Arbitrary<Json>;

type MakeClause = (values: ValueSource) => Clause;

/** Half of the time with the member, half of the time without. */
export function optional<T>(member: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return seldom(1, member);
}

/** With the member once in `without` + 1 times. */
export function seldom<T>(without: number, member: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: without, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: member });
}

/** Members that were not drawn are left out. */
function present(members: Readonly<Record<string, unknown>>): Json {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

interface FieldClause {
  readonly clause: string;
  readonly accepts?: (field: SearchedField) => boolean;
  readonly body: (field: SearchedField) => fc.Arbitrary<unknown>;
}

/** `{clause: {field: body}}`. */
function aboutField(values: ValueSource, { clause, accepts, body }: FieldClause): Clause {
  return values.field(accepts).chain((field) => body(field).map((said) => ({ [clause]: { [field.name]: said } })));
}

function record(members: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Json> {
  return fc.record(members).map(present);
}

const insensitive = optional(fc.boolean());
const operator = optional(fc.constantFrom('and', 'or', 'AND', 'OR'));
export const minimum = fc.constantFrom<string | number>(
  0,
  1,
  2,
  3,
  -1,
  '1',
  '2',
  '-1',
  '50%',
  '75%',
  '-25%',
  '100%',
  '2<75%',
  '1<2 3<90%',
);
const fuzziness = fc.constantFrom<string | number>('AUTO', 0, 1, 2, 'AUTO:2,5', '1');
const boost = optional(fc.constantFrom(2, 0.5));
/** More terms than there are in any field. */
const expansions = 10_000;
const isText = ({ kind }: SearchedField): boolean => kind === 'text';
/** OpenSearch looks for neighbours of a word and for phrases in text only. */
const mostlyText = isText;

function patternOf(values: ValueSource, field: SearchedField, pieces: readonly string[]): fc.Arbitrary<string> {
  const source = field.kind === 'text' ? values.word(field) : values.text(field);
  const cut = fc.tuple(source, fc.nat({ max: 30 }), fc.nat({ max: 8 }), fc.constantFrom(...pieces));
  const near = cut.map(([text, from, count, piece]) => {
    const characters = [...text];
    const at = characters.length === 0 ? 0 : from % characters.length;
    return [...characters.slice(0, at), piece, ...characters.slice(at + count)].join('');
  });
  const bare = fc.array(fc.constantFrom('a', 'o', 'r', 'e', '1', ...pieces), { minLength: 1, maxLength: 4 });
  return fc.oneof({ weight: 3, arbitrary: near }, { weight: 1, arbitrary: bare.map((parts) => parts.join('')) });
}

const wildcardPieces = ['*', '?', '*?', '**', '\\*', '??'] as const;
const regexpPieces = [
  '.*',
  '.',
  '.+',
  '[a-z]',
  '[^a-z]',
  '[a-z]*',
  '(a|o)',
  '(o|r)+',
  'e?',
  'r{1,2}',
  '[0-9]+',
  '\\.',
  '.{2}',
  '<1-100>',
  '~(a)',
  '@',
  '#',
  '&',
  '"a"',
  '[A-Z]',
  '\\d',
  '\\w+',
  '(?i)',
  '^',
  '$',
] as const;

const textQuery = (values: ValueSource, field: SearchedField): fc.Arbitrary<unknown> =>
  isTextual(field)
    ? fc.oneof(
        { weight: 2, arbitrary: values.word(field) },
        { weight: 2, arbitrary: values.text(field) },
        {
          weight: 2,
          arbitrary: fc.array(values.word(field), { minLength: 2, maxLength: 4 }).map((words) => words.join(' ')),
        },
      )
    : values.scalar(field);

/** Fields for a clause over several of them; numbers among them are lenient about text, as clients ask for it. */
const someFields = (values: ValueSource): fc.Arbitrary<readonly SearchedField[]> =>
  fc.array(values.field(isTextual), { minLength: 1, maxLength: 3 });

const range: MakeClause = (values) =>
  aboutField(values, {
    clause: 'range',
    accepts: ({ kind }) => kind !== 'boolean',
    body: (field) => {
      const end = optional(values.bound(field));
      return record({ gt: end, gte: end, lt: end, lte: end, boost }).filter(
        (ends) => !('gt' in ends && 'gte' in ends) && !('lt' in ends && 'lte' in ends),
      );
    },
  });

const spanTerm = (values: ValueSource, field: SearchedField): Clause =>
  values.word(field).map((word) => ({ span_term: { [field.name]: word.toLowerCase() } }));

const nearSpan = (values: ValueSource, field: SearchedField): Clause =>
  record({
    clauses: fc.array(spanTerm(values, field), { minLength: 2, maxLength: 3 }),
    slop: fc.constantFrom(0, 1, 5, 1000),
    in_order: fc.boolean(),
  }).map((body) => ({ span_near: body }));

const onText = (values: ValueSource, make: (field: SearchedField) => Clause): Clause =>
  values.field(isText).chain(make);

const queryWords = (values: ValueSource): fc.Arbitrary<string> =>
  values.field(isText).chain((field) => {
    const term = fc.oneof(
      { weight: 4, arbitrary: values.word(field).map((word) => word.replaceAll(/[^\p{L}\p{N}]/gu, '')) },
      { weight: 1, arbitrary: values.word(field).map((word) => `"${word.replaceAll(/[^\p{L}\p{N} ]/gu, '')}"`) },
      {
        weight: 1,
        arbitrary: values.word(field).map((word) => `${word.replaceAll(/[^\p{L}\p{N}]/gu, '').slice(0, 3)}*`),
      },
    );
    const glue = fc.constantFrom(' ', ' ', ' ', ' +', ' -');
    return fc.array(fc.tuple(glue, term), { minLength: 1, maxLength: 4 }).map((parts) =>
      parts
        .map(([between, part]) => between + part)
        .join('')
        .trim(),
    );
  });

/** One row per clause; a clause that is not in the table is not compared. */
export const leafClauses: Readonly<Record<string, MakeClause>> = {
  match_all: () => record({ boost }).map((body) => ({ match_all: body })),
  match_none: () => fc.constant({ match_none: {} }),
  term: (values) =>
    aboutField(values, {
      clause: 'term',
      body: (field) =>
        fc.oneof(values.scalar(field), record({ value: values.scalar(field), case_insensitive: insensitive, boost })),
    }),
  terms: (values) =>
    aboutField(values, { clause: 'terms', body: (field) => fc.array(values.scalar(field), { maxLength: 5 }) }),
  exists: (values) => values.field().map(({ name: field }) => ({ exists: { field } })),
  ids: (values) =>
    values
      .field(({ name }) => name === '__guid')
      .chain((field) => fc.array(values.text(field), { maxLength: 4 }))
      .map((ids) => ({ ids: { values: ids } })),
  prefix: (values) =>
    aboutField(values, {
      clause: 'prefix',
      accepts: isTextual,
      body: (field) =>
        record({
          value: fc
            .tuple(values.text(field), fc.integer({ min: 1, max: 9 }))
            .map(([text, most]) => [...text].slice(0, most).join('')),
          case_insensitive: insensitive,
        }),
    }),
  wildcard: (values) =>
    aboutField(values, {
      clause: 'wildcard',
      accepts: isTextual,
      body: (field) => record({ value: patternOf(values, field, wildcardPieces), case_insensitive: insensitive }),
    }),
  regexp: (values) =>
    aboutField(values, {
      clause: 'regexp',
      accepts: isTextual,
      body: (field) => record({ value: patternOf(values, field, regexpPieces), case_insensitive: insensitive }),
    }),
  range,
  fuzzy: (values) =>
    aboutField(values, {
      clause: 'fuzzy',
      accepts: isTextual,
      body: (field) =>
        record({
          value: field.kind === 'text' ? values.word(field) : values.text(field),
          fuzziness: optional(fuzziness),
          prefix_length: optional(fc.nat({ max: 3 })),
          transpositions: optional(fc.boolean()),
          max_expansions: fc.constant(expansions),
        }),
    }),
  match: (values) =>
    aboutField(values, {
      clause: 'match',
      body: (field) =>
        fc.oneof(
          { weight: 1, arbitrary: textQuery(values, field) },
          {
            weight: 2,
            arbitrary: record({
              query: textQuery(values, field),
              operator,
              minimum_should_match: optional(minimum),
              zero_terms_query: optional(fc.constantFrom('all', 'none')),
              lenient: optional(fc.boolean()),
            }),
          },
        ),
    }),
  'match, fuzzy': (values) =>
    aboutField(values, {
      clause: 'match',
      accepts: mostlyText,
      body: (field) =>
        record({
          query: textQuery(values, field),
          operator,
          fuzziness,
          prefix_length: optional(fc.nat({ max: 2 })),
          max_expansions: fc.constant(expansions),
        }),
    }),
  'match, analyzer': (values) =>
    aboutField(values, {
      clause: 'match',
      accepts: mostlyText,
      body: (field) =>
        record({
          query: textQuery(values, field),
          analyzer: fc.constantFrom(
            'standard',
            'whitespace',
            'atlan_text_analyzer',
            'atlan_text_stemmer',
            'atlan_glossary_analyzer',
          ),
        }),
    }),
  match_phrase: (values) =>
    aboutField(values, {
      clause: 'match_phrase',
      accepts: mostlyText,
      body: (field) =>
        record({
          query: textQuery(values, field),
          slop: optional(fc.constantFrom(0, 1, 2, 5)),
          zero_terms_query: optional(fc.constantFrom('all', 'none')),
        }),
    }),
  match_phrase_prefix: (values) =>
    aboutField(values, {
      clause: 'match_phrase_prefix',
      accepts: mostlyText,
      body: (field) =>
        record({
          query: textQuery(values, field),
          slop: optional(fc.nat({ max: 2 })),
          max_expansions: fc.constant(expansions),
        }),
    }),
  match_bool_prefix: (values) =>
    aboutField(values, {
      clause: 'match_bool_prefix',
      accepts: mostlyText,
      body: (field) =>
        record({
          query: textQuery(values, field),
          operator,
          minimum_should_match: optional(minimum),
          max_expansions: fc.constant(expansions),
        }),
    }),
  multi_match: (values) =>
    someFields(values).chain((fields) => {
      const [first] = fields;
      return record({
        query: first === undefined ? fc.constant('') : textQuery(values, first),
        fields: fc.constant(fields.map(({ name }) => name)),
        type: optional(fc.constantFrom('best_fields', 'most_fields', 'cross_fields', 'phrase')),
        operator,
        minimum_should_match: optional(minimum),
      }).map((body) => ({ multi_match: body }));
    }),
  query_string: (values) =>
    fc.tuple(someFields(values), queryWords(values)).chain(([fields, query]) =>
      record({
        query: fc.constant(query),
        fields: fc.constant(fields.map(({ name }) => name)),
        default_operator: optional(fc.constantFrom('AND', 'OR')),
        minimum_should_match: optional(minimum),
      }).map((body) => ({ query_string: body })),
    ),
  simple_query_string: (values) =>
    fc.tuple(someFields(values), queryWords(values)).chain(([fields, query]) =>
      record({
        query: fc.constant(query),
        fields: fc.constant(fields.map(({ name }) => name)),
        default_operator: optional(fc.constantFrom('AND', 'OR')),
        minimum_should_match: optional(minimum),
      }).map((body) => ({ simple_query_string: body })),
    ),
  span_term: (values) => onText(values, (field) => spanTerm(values, field)),
  span_or: (values) =>
    onText(values, (field) =>
      fc.array(spanTerm(values, field), { minLength: 1, maxLength: 3 }).map((clauses) => ({ span_or: { clauses } })),
    ),
  span_near: (values) => onText(values, (field) => nearSpan(values, field)),
  span_within: (values) =>
    onText(values, (field) =>
      fc
        .tuple(spanTerm(values, field), nearSpan(values, field))
        .map(([little, big]) => ({ span_within: { little, big } })),
    ),
  span_containing: (values) =>
    onText(values, (field) =>
      fc
        .tuple(spanTerm(values, field), nearSpan(values, field))
        .map(([little, big]) => ({ span_containing: { little, big } })),
    ),
  span_first: (values) =>
    onText(values, (field) =>
      fc.tuple(spanTerm(values, field), fc.nat({ max: 4 })).map(([match, end]) => ({ span_first: { match, end } })),
    ),
  span_not: (values) =>
    onText(values, (field) =>
      fc
        .tuple(spanTerm(values, field), spanTerm(values, field))
        .map(([include, exclude]) => ({ span_not: { include, exclude } })),
    ),
};

/** Clauses that hold others. */
export const compoundClauses: Readonly<Record<string, (inner: Clause) => Clause>> = {
  bool: (inner) => {
    const list = optional(fc.array(inner, { maxLength: 3 }));
    return record({
      must: list,
      filter: list,
      should: list,
      must_not: list,
      minimum_should_match: optional(minimum),
    }).map((bool) => ({ bool }));
  },
  constant_score: (inner) => record({ filter: inner, boost }).map((body) => ({ constant_score: body })),
  dis_max: (inner) =>
    record({
      queries: fc.array(inner, { minLength: 1, maxLength: 3 }),
      tie_breaker: optional(fc.constantFrom(0, 0.5)),
    }).map((body) => ({ dis_max: body })),
  function_score: (inner) =>
    record({
      query: inner,
      weight: optional(fc.constant(2)),
      boost_mode: optional(fc.constantFrom('sum', 'multiply')),
    }).map((body) => ({ function_score: body })),
};
