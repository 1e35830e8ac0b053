import { allOf, anyOf, likePattern, none, type Ast } from '../../search/index.ts';
import type { ListFilter, TextSuffix } from './relational-request.ts';
import type { RelationalKind } from './relational-kind.ts';

/** The qualified names of those of a kind with these numbers that the actor may read. */
export type NamesOfNumbers = (kind: RelationalKind, numbers: readonly number[]) => Promise<readonly string[]>;

type NumberFilter = Extract<ListFilter, { kind: 'number' }>;
type TextFilter = Extract<ListFilter, { kind: 'text' }>;

function equals(field: string, value: string | number): Ast {
  return { kind: 'equals', field, value, caseInsensitive: false };
}

/** One value is said as equality, which leaves the order of an index as it is. */
function oneOf(field: string, values: readonly (string | number)[]): Ast {
  const [first, ...rest] = values;
  if (first === undefined) return none;
  return rest.length === 0 ? equals(field, first) : { kind: 'oneOf', field, values };
}

function prefix(field: string, value: string): Ast {
  return { kind: 'prefix', field, value, caseInsensitive: false };
}

function like(field: string, wildcard: string): Ast {
  return { kind: 'pattern', field, syntax: 'like', pattern: likePattern(wildcard), caseInsensitive: false };
}

/** The text in a wildcard expression, where none of it is a wildcard. */
function literally(text: string): string {
  return text.replaceAll(/[\\*?]/g, '\\$&');
}

/** What a suffix means of a field without regard to case, and of the same field as it stands. */
const matching: Readonly<Record<TextSuffix, (field: string, text: string) => Ast>> = {
  '': equals,
  iexact: equals,
  contains: (field, text) => like(field, `*${literally(text)}*`),
  icontains: (field, text) => like(field, `*${literally(text)}*`),
  startswith: prefix,
  istartswith: prefix,
  endswith: (field, text) => like(field, `*${literally(text)}`),
  iendswith: (field, text) => like(field, `*${literally(text)}`),
};

const withoutCase: readonly TextSuffix[] = ['iexact', 'icontains', 'istartswith', 'iendswith'];

/** Where case counts, the folded text is asked for too: that is what the indexes of names hold. */
function textMatches(field: string, suffix: TextSuffix, text: string): Ast {
  const folded = matching[suffix](`${field}.folded`, text);
  return withoutCase.includes(suffix) ? folded : allOf([folded, matching[suffix](field, text)]);
}

/** More dots than this, and the name is only compared. */
const tailsMax = 16;

/** A dotted name and everything that may be its last part: names may hold dots themselves. */
function tailsOf(name: string): readonly string[] {
  const parts = name.split('.');
  return parts.length > tailsMax ? [] : parts.map((_, index) => parts.slice(index).join('.'));
}

/** Equality with a dotted name, narrowed first to rows whose last part an index finds. */
function dottedEquals(attributes: readonly string[], name: string, exact: Ast): Ast {
  const tails = tailsOf(name);
  return tails.length === 0 ? exact : allOf([anyOf(attributes.map((attribute) => oneOf(attribute, tails))), exact]);
}

function schemaName(suffix: TextSuffix, text: string): Ast {
  const exact = textMatches('schema_name', suffix, text);
  return suffix === '' ? dottedEquals(['schemaName'], text, exact) : exact;
}

/** The name of a table goes with its schema or alone. */
function tableName(suffix: TextSuffix, text: string): Ast {
  const either = anyOf([textMatches('plain_table_name', suffix, text), textMatches('table_name', suffix, text)]);
  return suffix === '' ? dottedEquals(['tableName', 'viewName'], text, either) : either;
}

function textFilter({ field, suffix, values }: TextFilter): Ast {
  const matches = (text: string): Ast => {
    if (field === 'schema_name') return schemaName(suffix, text);
    return field === 'table_name' ? tableName(suffix, text) : textMatches(field, suffix, text);
  };
  return anyOf(values.map(matches));
}

/** What a row stands in, by the names that the row has for it. */
const standsIn: Readonly<Record<string, { readonly kind: RelationalKind; readonly fields: readonly string[] }>> = {
  ds_id: { kind: 'datasource', fields: ['connection'] },
  schema_id: { kind: 'schema', fields: ['schema'] },
  table_id: { kind: 'table', fields: ['tableQualifiedName', 'viewQualifiedName'] },
};

async function numberFilter({ field, suffix, values }: NumberFilter, namesOf: NamesOfNumbers): Promise<Ast> {
  if (suffix !== '') return anyOf(values.map((value): Ast => ({ kind: 'range', field, [suffix]: value })));
  const above = standsIn[field];
  if (above === undefined) return oneOf(field, values);
  const names = await namesOf(above.kind, values);
  return anyOf(above.fields.map((name) => oneOf(name, names)));
}

/**
 * What the filters of a list mean, as a query over the fields of `relationalFields`: every key has to fit, by one of its values.
 * SECURITY: the number of something that the actor may not read is that of nothing, so nothing is found by it.
 */
export async function filtersToAst(filters: readonly ListFilter[], namesOf: NamesOfNumbers): Promise<Ast> {
  const parts: Ast[] = [];
  for (const filter of filters) {
    parts.push(filter.kind === 'text' ? textFilter(filter) : await numberFilter(filter, namesOf));
  }
  return allOf(parts);
}
