import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { baseTypeName, type ColumnType, nestedFields } from './column-type.ts';
import { parseColumnType } from './parse-column-type.ts';

const primitive = (name: string, ...parameters: number[]): ColumnType => ({ kind: 'primitive', name, parameters });

/** Field texts and comments are not part of the meaning that is compared. */
function meaning(type: ColumnType): unknown {
  switch (type.kind) {
    case 'primitive':
      return [type.name, ...type.parameters];
    case 'struct':
      return { struct: type.fields.map(({ name, type: field }) => [name, meaning(field)]) };
    case 'array':
      return { array: meaning(type.element) };
    case 'map':
      return { map: [meaning(type.key), meaning(type.value)] };
    case 'union':
      return { union: type.members.map(meaning) };
  }
}

const quoteName = (name: string): string =>
  /^[^:,<>`\s][^:,<>`]*$/.test(name) && name.trim() === name ? name : `\`${name.replaceAll('`', '``')}\``;

function render(type: ColumnType, gap: string): string {
  switch (type.kind) {
    case 'primitive':
      return type.name.toLowerCase() + (type.parameters.length === 0 ? '' : `(${type.parameters.join(`,${gap}`)})`);
    case 'struct':
      return `struct<${type.fields.map((field) => `${quoteName(field.name)}:${gap}${render(field.type, gap)}`).join(`,${gap}`)}>`;
    case 'array':
      return `array<${gap}${render(type.element, gap)}${gap}>`;
    case 'map':
      return `map<${render(type.key, gap)},${gap}${render(type.value, gap)}>`;
    case 'union':
      return `uniontype<${type.members.map((member) => render(member, gap)).join(`,${gap}`)}>`;
  }
}

const primitives = fc.oneof(
  fc.constantFrom('INT', 'BIGINT', 'STRING', 'DOUBLE PRECISION', 'TIMESTAMP').map((name) => primitive(name)),
  fc
    .tuple(fc.integer({ min: 1, max: 38 }), fc.integer({ min: 0, max: 38 }))
    .map(([p, s]) => primitive('DECIMAL', p, s)),
  fc.integer({ min: 1, max: 65_535 }).map((length) => primitive('VARCHAR', length)),
);

const columnTypes = fc.letrec<{ type: ColumnType }>((tie) => {
  const fields = fc.array(
    fc.record({ name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), type: tie('type') }),
    { minLength: 1, maxLength: 4 },
  );
  return {
    type: fc.oneof(
      { maxDepth: 5 },
      primitives,
      fields.map((parts) => ({
        kind: 'struct' as const,
        fields: parts.map(({ name, type }) => ({ name, type, text: '', comment: null })),
      })),
      tie('type').map((element) => ({ kind: 'array' as const, element })),
      fc.tuple(primitives, tie('type')).map(([key, value]) => ({ kind: 'map' as const, key, value })),
      fc.array(tie('type'), { minLength: 1, maxLength: 3 }).map((members) => ({ kind: 'union' as const, members })),
    ),
  };
}).type;

describe('parseColumnType', () => {
  it('reads back every type it is rendered from, with and without spaces', () => {
    fc.assert(
      fc.property(columnTypes, fc.constantFrom('', ' ', '  '), (type, gap) => {
        const parsed = parseColumnType(render(type, gap));
        expect(parsed === null ? null : meaning(parsed)).toEqual(meaning(type));
      }),
      { numRuns: 500 },
    );
  });

  it('never throws and never hangs, whatever the text', () => {
    const soup = fc.array(
      fc.constantFrom('struct', 'array', 'map', '<', '>', ':', ',', '(', ')', '1', 'a', ' ', '`', "'"),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          soup.map((parts) => parts.join('')),
        ),
        (text) => {
          parseColumnType(text);
        },
      ),
      { numRuns: 1000 },
    );
    expect(parseColumnType('array<'.repeat(20_000))).toBeNull();
    expect(parseColumnType(' '.repeat(100_000))).toBeNull();
    expect(parseColumnType(`${'a '.repeat(60_000)}<`)).toBeNull();
  });

  it.each([
    ['int', primitive('INT')],
    [' Decimal( 10 , 2 ) ', primitive('DECIMAL', 10, 2)],
    ['char(3)', primitive('CHAR', 3)],
    ['timestamp with local time zone', primitive('TIMESTAMP WITH LOCAL TIME ZONE')],
    ['timestamp(3) with time zone', primitive('TIMESTAMP WITH TIME ZONE', 3)],
  ])('reads `%s`', (text, expected) => {
    expect(parseColumnType(text)).toEqual(expected);
  });

  it.each([
    '',
    '<int>',
    'struct<a:int',
    'struct<a>',
    'array<int,int>',
    'map<int>',
    'list<int>',
    'int)',
    'struct<:int>',
  ])('refuses `%s`', (text) => {
    expect(parseColumnType(text)).toBeNull();
  });

  it('keeps the text, the comment and the odd name of a struct field', () => {
    const parsed = parseColumnType("struct<`a:b`:array< int > comment 'it\\'s, odd', $oid:string, two words:int>");
    expect(parsed?.kind === 'struct' ? parsed.fields : []).toEqual([
      { name: 'a:b', type: { kind: 'array', element: primitive('INT') }, text: 'array< int >', comment: "it's, odd" },
      { name: '$oid', type: primitive('STRING'), text: 'string', comment: null },
      { name: 'two words', type: primitive('INT'), text: 'int', comment: null },
    ]);
  });
});

describe('nestedFields', () => {
  it.each([
    ['struct<a:int,b:int>', 'STRUCT', ['a', 'b']],
    ['array<array<struct<a:int>>>', 'ARRAY', ['a']],
    ['array<string>', 'ARRAY', []],
    ['map<string,struct<a:int>>', 'MAP', []],
    ['uniontype<int,struct<a:int>>', 'UNIONTYPE', []],
    ['varchar(10)', 'VARCHAR', []],
  ])('of `%s`, a %s, are %j', (text, base, names) => {
    const type = parseColumnType(text);
    expect(type === null ? null : [baseTypeName(type), nestedFields(type).map(({ name }) => name)]).toEqual([
      base,
      names,
    ]);
  });
});
