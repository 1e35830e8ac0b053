import {
  allOf,
  anyOf,
  hasWildcard,
  type Condition,
  type Effect,
  type MaskType,
  type Policy,
} from '../../policy/index.ts';
import { aiRoot } from '../qualified-names.ts';
import { everyDomain, splitPath } from './policy-resources.ts';
import { meaningOf, type Meaning, type PolicyCategory } from './wire-actions.ts';

/** A policy as it is stored: wire words and paths. */
export interface StoredPolicy {
  readonly guid: string;
  readonly category: PolicyCategory;
  readonly effect: Effect;
  /** Of the effect `mask` alone. */
  readonly mask: MaskType | null;
  readonly actions: readonly string[];
  readonly paths: readonly string[];
  readonly entityTypes: readonly string[];
  readonly connectionQualifiedName: string | null;
  /** The tags of its purpose; `null` for a policy of a persona. */
  readonly tagNames: readonly string[] | null;
}

const all: Condition = { kind: 'all' };
const none: Condition = { kind: 'none' };

function pathCondition(path: string): Condition {
  const { node, childrenOnly } = splitPath(path);
  if (hasWildcard(node)) return { kind: 'matching', pattern: path };
  return { kind: childrenOnly ? 'below' : 'under', path: node };
}

function typeCondition(typeNames: readonly string[]): Condition {
  return typeNames.length === 0 ? all : { kind: 'type', typeNames };
}

/** Metadata and data of one connection. */
function connectionScope({ connectionQualifiedName, paths, entityTypes }: StoredPolicy): Condition {
  if (connectionQualifiedName === null) return none;
  return allOf([
    // SECURITY: paths are checked when saved; should one ever lie elsewhere, the policy still ends at its connection.
    { kind: 'under', path: connectionQualifiedName },
    anyOf(paths.map(pathCondition)),
    typeCondition(entityTypes),
  ]);
}

function glossaryScope({ paths, entityTypes }: StoredPolicy): Condition {
  const type: Condition = { kind: 'type', typeNames: ['AtlasGlossary', 'AtlasGlossaryTerm', 'AtlasGlossaryCategory'] };
  const place: Condition = paths.includes('*') ? all : { kind: 'glossary', qualifiedNames: paths };
  return allOf([type, place, typeCondition(entityTypes)]);
}

/** The names of the domains that a domain lies in: `default/domain/<id>/super`, `…/domain/<id>` and so on. */
function domainsAbove(path: string): string[] {
  const parts = path.split('/');
  const above: string[] = [];
  for (let length = 4; length < parts.length; length += 2) above.push(parts.slice(0, length).join('/'));
  return above;
}

const inSomeDomain: Condition = { kind: 'matching', pattern: `${everyDomain}/*` };

/** The parts of a policy about all domains: the outermost ones are its nodes. */
const everywhere: Readonly<Record<Meaning['reach'], Condition>> = {
  all,
  node: { kind: 'not', of: inSomeDomain },
  beneath: inSomeDomain,
  above: none,
};

/** Domains by what a meaning is about: the named ones, what lies beneath them, or the way down to them. */
function domainScope({ paths, entityTypes }: StoredPolicy, reach: Meaning['reach']): Condition {
  const type = allOf([{ kind: 'type', typeNames: ['DataDomain', 'DataProduct'] }, typeCondition(entityTypes)]);
  const at = (path: string): Condition => ({ kind: 'at', path });
  const byReach: Readonly<Record<Meaning['reach'], (path: string) => Condition[]>> = {
    all: (path) => [{ kind: 'under', path }],
    node: (path) => [at(path)],
    beneath: (path) => [{ kind: 'below', path }],
    above: (path) => domainsAbove(path).map(at),
  };
  const placesOf = (path: string) => (path === everyDomain ? [everywhere[reach]] : byReach[reach](path));
  return allOf([type, anyOf(paths.flatMap(placesOf))]);
}

const scopes: Readonly<Record<PolicyCategory, (stored: StoredPolicy, reach: Meaning['reach']) => Condition>> = {
  metadata: connectionScope,
  data: connectionScope,
  glossary: glossaryScope,
  domain: domainScope,
  // Every asset of the type (Atlan wire, AI policies), but for what connectors find: that is its connection's.
  ai: ({ entityTypes }) => allOf([{ kind: 'under', path: aiRoot }, typeCondition(entityTypes)]),
};

function scopeOf(stored: StoredPolicy, { reach }: Meaning): Condition {
  if (stored.tagNames !== null) return { kind: 'tag', tagNames: stored.tagNames };
  return scopes[stored.category](stored, reach);
}

/** Seeing the way down to what is allowed is part of an allow; a deny does not reach upwards. */
function isMeant({ effect }: StoredPolicy, { reach, deniesOnly }: Meaning): boolean {
  return effect === 'deny' ? reach !== 'above' : deniesOnly !== true;
}

/**
 * The stored policy in the language of decisions: one policy for each thing that its wire words mean, all under its guid. A
 * word without a meaning for decisions is kept in the store and adds none.
 */
export function compilePolicy(stored: StoredPolicy): Policy[] {
  const { guid: id, effect, mask } = stored;
  return stored.actions
    .flatMap((word) => meaningOf(stored.category, word))
    .filter((meaning) => isMeant(stored, meaning))
    .map((meaning) => {
      const where = allOf([scopeOf(stored, meaning), meaning.only]);
      return { id, effect, actions: meaning.actions, where, ...(mask !== null && { mask }) };
    });
}
