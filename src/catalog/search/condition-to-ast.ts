import type { Condition } from '../../policy/index.ts';
import { all, allOf, anyOf, negate, none, type Ast, type Field, type FieldResolver } from '../../search/index.ts';
import type { TypeRegistry } from '../types/type-registry.ts';

type ConditionOf<Kind extends Condition['kind']> = Extract<Condition, { kind: Kind }>;
type Translate<Kind extends Condition['kind']> = (condition: ConditionOf<Kind>, types: TypeRegistry) => Ast;

function equals(field: string, value: string): Ast {
  return { kind: 'equals', field, value, caseInsensitive: false };
}

function oneOf(field: string, values: readonly string[]): Ast {
  return values.length === 0 ? none : { kind: 'oneOf', field, values };
}

function beneath(path: string): Ast {
  return { kind: 'prefix', field: 'qualifiedName', value: `${path}/`, caseInsensitive: false };
}

/** A type covers those below it, as `matches` reads it from the super types of the asset. */
function withSubtypes(types: TypeRegistry, typeNames: readonly string[]): string[] {
  return [...new Set(typeNames.flatMap((name) => [name, ...types.subtypesOf(name)]))];
}

/** One translation per kind; a forgotten kind does not compile. */
const translations: { readonly [Kind in Condition['kind']]: Translate<Kind> } = {
  all: () => all,
  none: () => none,
  under: ({ path }) => anyOf([equals('qualifiedName', path), beneath(path)]),
  below: ({ path }) => beneath(path),
  type: ({ typeNames }, types) => oneOf('typeName', withSubtypes(types, typeNames)),
  connection: ({ qualifiedNames }) => oneOf('connectionQualifiedName', qualifiedNames),
  creator: ({ username }) => equals('createdBy', username),
  guid: ({ guids }) => oneOf('guid', guids),
  not: ({ of }, types) => negate(conditionToAst(of, types)),
  and: ({ of }, types) => allOf(of.map((part) => conditionToAst(part, types))),
  or: ({ of }, types) => anyOf(of.map((part) => conditionToAst(part, types))),
};

/**
 * What is left of an actor's policies, as a query over the fields of `conditionFields`: the one place where rights and
 * search meet. SECURITY: it holds for a row exactly when `matches` of the policy room holds for the facts of that row.
 */
export function conditionToAst(condition: Condition, types: TypeRegistry): Ast {
  // The record is keyed by the very `kind` it is indexed with, which the compiler cannot follow through a union.
  const translate = translations[condition.kind] as (of: Condition, types: TypeRegistry) => Ast;
  return translate(condition, types);
}

/**
 * The fields that conditions speak of, on the asset row called `alias`. Plain columns, compared exactly, and apart from the
 * fields of queries: nothing that a caller may name can change what a right means.
 */
export function conditionFields(alias: string): FieldResolver {
  const column = (name: string, kind: Field['kind'], column: string): [string, Field] => [
    name,
    { name, kind, many: false, sql: `${alias}.${column}` },
  ];
  const fields = new Map([
    column('guid', 'uuid', 'guid'),
    column('qualifiedName', 'keyword', 'qualified_name'),
    column('typeName', 'keyword', 'type_name'),
    column('connectionQualifiedName', 'keyword', 'connection_qualified_name'),
    column('createdBy', 'keyword', 'created_by'),
  ]);
  return (name) => fields.get(name) ?? null;
}
