import { mergePaths, type Condition } from '../../policy/index.ts';
import {
  all,
  allOf,
  anyOf,
  likePattern,
  negate,
  none,
  type Ast,
  type Field,
  type FieldResolver,
  type WithinAst,
} from '../../search/index.ts';
import { glossaryTypes } from '../entities/asset-row.ts';
import type { TypeRegistry } from '../types/type-registry.ts';

type ConditionOf<Kind extends Condition['kind']> = Extract<Condition, { kind: Kind }>;
type Translate<Kind extends Condition['kind']> = (condition: ConditionOf<Kind>, types: TypeRegistry) => Ast;

function equals(field: string, value: string): Ast {
  return { kind: 'equals', field, value, caseInsensitive: false };
}

function oneOf(field: string, values: readonly string[]): Ast {
  return { kind: 'oneOf', field, values };
}

function beneath(path: string): Ast {
  return { kind: 'prefix', field: 'qualifiedName', value: `${path}/`, caseInsensitive: false };
}

/** A pattern of a policy knows no escape: its backslash is an ordinary character. */
function likes(pattern: string): Ast {
  const like = likePattern(pattern.replaceAll('\\', '\\\\'));
  return { kind: 'pattern', field: 'qualifiedName', syntax: 'like', pattern: like, caseInsensitive: false };
}

type PlainPath = ConditionOf<'at' | 'under' | 'below'>;

/** Paths that are asked for one by one, each by an index; more of them are looked up among sorted ranges. */
const separatePathsMax = 8;

function isPlainPath(condition: Condition): condition is PlainPath {
  return ['at', 'under', 'below'].includes(condition.kind);
}

/** The names that a path covers, as ranges: `0` comes right behind `/`, and nothing comes between a name and the same with U+0001. */
function rangesOf({ kind, path }: PlainPath): WithinAst['ranges'] {
  const node = { from: path, to: `${path}\u0001` };
  const below = { from: `${path}/`, to: `${path}0` };
  if (kind === 'at') return [node];
  return kind === 'below' ? [below] : [node, below];
}

function translateAny(parts: readonly Condition[], types: TypeRegistry): Ast {
  const plain = parts.filter(isPlainPath);
  if (plain.length <= separatePathsMax) return anyOf(parts.map((part) => translate(part, types)));
  const others = parts.filter((part) => !isPlainPath(part)).map((part) => translate(part, types));
  return anyOf([{ kind: 'within', field: 'qualifiedName', ranges: plain.flatMap(rangesOf) }, ...others]);
}

/** A type covers those below it, as `matches` reads it from the super types of the asset. */
function withSubtypes(types: TypeRegistry, typeNames: readonly string[]): string[] {
  return [...new Set(typeNames.flatMap((name) => [name, ...types.subtypesOf(name)]))];
}

/** One translation per kind; a forgotten kind does not compile. */
const translations: { readonly [Kind in Condition['kind']]: Translate<Kind> } = {
  all: () => all,
  none: () => none,
  at: ({ path }) => equals('qualifiedName', path),
  under: ({ path }) => anyOf([equals('qualifiedName', path), beneath(path)]),
  below: ({ path }) => beneath(path),
  matching: ({ pattern }) => anyOf([likes(pattern), likes(`${pattern}/*`)]),
  type: ({ typeNames }, types) => oneOf('typeName', withSubtypes(types, typeNames)),
  connection: ({ qualifiedNames }) => oneOf('connectionQualifiedName', qualifiedNames),
  tag: ({ tagNames }) => anyOf([oneOf('directTagNames', tagNames), oneOf('propagatedTagNames', tagNames)]),
  glossary: ({ qualifiedNames }) =>
    allOf([oneOf('typeName', glossaryTypes), oneOf('glossaryQualifiedName', qualifiedNames)]),
  creator: ({ username }) => equals('createdBy', username),
  guid: ({ guids }) => oneOf('guid', guids),
  hosted: () => ({ kind: 'equals', field: 'hosted', value: true, caseInsensitive: false }),
  not: ({ of }, types) => negate(translate(of, types)),
  and: ({ of }, types) => allOf(of.map((part) => translate(part, types))),
  or: ({ of }, types) => translateAny(of, types),
};

function translate(condition: Condition, types: TypeRegistry): Ast {
  // The record is keyed by the very `kind` it is indexed with, which the compiler cannot follow through a union.
  const translation = translations[condition.kind] as (of: Condition, types: TypeRegistry) => Ast;
  return translation(condition, types);
}

/** What was translated, by the very condition: neither conditions nor types are changed once they are made. */
const translated = new WeakMap<TypeRegistry, WeakMap<Condition, Ast>>();

/**
 * What is left of an actor's policies, as a query over the fields of `conditionFields`: the one place where rights and
 * search meet. SECURITY: it holds for a row exactly when `matches` of the policy room holds for the facts of that row.
 */
export function conditionToAst(condition: Condition, types: TypeRegistry): Ast {
  const known = translated.get(types) ?? new WeakMap<Condition, Ast>();
  translated.set(types, known);
  const ast = known.get(condition) ?? translate(mergePaths(condition), types);
  known.set(condition, ast);
  return ast;
}

/**
 * The fields that conditions speak of, on the asset row called `alias`. Plain columns, compared exactly, and apart from the
 * fields of queries: nothing that a caller may name can change what a right means.
 */
export function conditionFields(alias: string): FieldResolver {
  return fieldsOf(alias, { tagsOf: (column) => `${alias}.${column}`, hosted: `(${alias}.host_guid IS NOT NULL)` });
}

/** The same of the asset that the row called `alias` hangs on; it is called `host`. Tags are those of both. */
export function hostFields(alias: string): FieldResolver {
  return fieldsOf('host', { tagsOf: (column) => `(host.${column} || ${alias}.${column})`, hosted: '(TRUE)' });
}

function fieldsOf(
  alias: string,
  { tagsOf, hosted }: { readonly tagsOf: (column: string) => string; readonly hosted: string },
): FieldResolver {
  const column = (name: string, kind: Field['kind'], column: string): [string, Field] => [
    name,
    { name, kind, many: false, sql: `${alias}.${column}` },
  ];
  const tags = (name: string, column: string): [string, Field] => [
    name,
    { name, kind: 'keyword', many: true, textArray: true, sql: tagsOf(column) },
  ];
  const glossary = `(CASE ${alias}.type_name WHEN 'AtlasGlossary' THEN ${alias}.qualified_name
    WHEN 'AtlasGlossaryTerm' THEN substr(${alias}.qualified_name, strpos(${alias}.qualified_name, '@') + 1)
    WHEN 'AtlasGlossaryCategory' THEN substr(${alias}.qualified_name, strpos(${alias}.qualified_name, '@') + 1) END)`;
  const fields = new Map([
    column('guid', 'uuid', 'guid'),
    column('qualifiedName', 'keyword', 'qualified_name'),
    column('typeName', 'keyword', 'type_name'),
    column('connectionQualifiedName', 'keyword', 'connection_qualified_name'),
    column('createdBy', 'keyword', 'created_by'),
    tags('directTagNames', 'direct_tag_names'),
    tags('propagatedTagNames', 'propagated_tag_names'),
    ['hosted', { name: 'hosted', kind: 'boolean', many: false, sql: hosted }],
    ['glossaryQualifiedName', { name: 'glossaryQualifiedName', kind: 'keyword', many: false, sql: glossary }],
  ]);
  return (name) => fields.get(name) ?? null;
}
