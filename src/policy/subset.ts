import { isBelow, isMatching, isUnder, type Condition } from './condition.ts';
import { simplify } from './combine.ts';
import { literalHead } from './glob.ts';

function includesAll(wide: readonly string[], narrow: readonly string[]): boolean {
  return narrow.every((item) => wide.includes(item));
}

function disjoint(one: readonly string[], other: readonly string[]): boolean {
  return !one.some((item) => other.includes(item));
}

type PathCondition = Extract<Condition, { kind: 'at' | 'under' | 'below' | 'matching' }>;

function isPath(condition: Condition): condition is PathCondition {
  return ['at', 'under', 'below', 'matching'].includes(condition.kind);
}

/** Whether everything whose name begins with `head` lies beneath `path`. */
function isHeadBelow(head: string, path: string): boolean {
  return head.startsWith(`${path}/`);
}

function isPathSubset(narrow: PathCondition, wide: PathCondition): boolean {
  if (narrow.kind === 'matching') {
    if (wide.kind === 'matching') return narrow.pattern === wide.pattern;
    return wide.kind !== 'at' && isHeadBelow(literalHead(narrow.pattern), wide.path);
  }
  switch (wide.kind) {
    case 'at':
      return narrow.kind === 'at' && narrow.path === wide.path;
    case 'under':
      return isUnder(narrow.path, wide.path);
    case 'below':
      return narrow.kind === 'below' ? isUnder(narrow.path, wide.path) : isBelow(narrow.path, wide.path);
    case 'matching':
      // Whatever lies beneath a node that matches is covered with it.
      return isMatching(narrow.path, wide.pattern);
  }
}

function isLeafSubset(narrow: Condition, wide: Condition): boolean {
  if (isPath(narrow) && isPath(wide)) return isPathSubset(narrow, wide);
  if (narrow.kind === 'type' && wide.kind === 'type') return includesAll(wide.typeNames, narrow.typeNames);
  if (narrow.kind === 'connection' && wide.kind === 'connection')
    return includesAll(wide.qualifiedNames, narrow.qualifiedNames);
  if (narrow.kind === 'glossary' && wide.kind === 'glossary')
    return includesAll(wide.qualifiedNames, narrow.qualifiedNames);
  if (narrow.kind === 'tag' && wide.kind === 'tag') return includesAll(wide.tagNames, narrow.tagNames);
  if (narrow.kind === 'guid' && wide.kind === 'guid') return includesAll(wide.guids, narrow.guids);
  return narrow.kind === 'creator' && wide.kind === 'creator' && narrow.username === wide.username;
}

/** What every name that a path condition covers begins with. */
function headOf(condition: PathCondition): string {
  if (condition.kind === 'matching') return literalHead(condition.pattern);
  return condition.kind === 'below' ? `${condition.path}/` : condition.path;
}

/** Whether no name can be covered by both. */
function arePathsApart(one: PathCondition, other: PathCondition): boolean {
  if (one.kind !== 'matching' && other.kind !== 'matching') {
    if (one.kind === 'at' && other.kind === 'at') return one.path !== other.path;
    if (one.kind === 'at' && other.kind === 'below') return !isBelow(one.path, other.path);
    if (one.kind === 'at') return !isUnder(one.path, other.path);
    if (other.kind === 'at') return arePathsApart(other, one);
    return !isUnder(one.path, other.path) && !isUnder(other.path, one.path);
  }
  const [head, otherHead] = [headOf(one), headOf(other)];
  return !head.startsWith(otherHead) && !otherHead.startsWith(head);
}

/** Whether no asset can match both. An asset has one path, connection, glossary, guid and creator, but many types and tags. */
function excludes(one: Condition, other: Condition): boolean {
  if (isPath(one) && isPath(other)) return arePathsApart(one, other);
  if (one.kind === 'connection' && other.kind === 'connection')
    return disjoint(one.qualifiedNames, other.qualifiedNames);
  if (one.kind === 'glossary' && other.kind === 'glossary') return disjoint(one.qualifiedNames, other.qualifiedNames);
  if (one.kind === 'guid' && other.kind === 'guid') return disjoint(one.guids, other.guids);
  return one.kind === 'creator' && other.kind === 'creator' && one.username !== other.username;
}

function implies(narrow: Condition, wide: Condition): boolean {
  if (narrow.kind === 'none' || wide.kind === 'all') return true;
  if (narrow.kind === 'or') return narrow.of.every((part) => implies(part, wide));
  if (wide.kind === 'and') return wide.of.every((part) => implies(narrow, part));
  if (wide.kind === 'or' && wide.of.some((part) => implies(narrow, part))) return true;
  if (narrow.kind === 'and' && narrow.of.some((part) => implies(part, wide))) return true;
  if (narrow.kind === 'not' && wide.kind === 'not') return implies(wide.of, narrow.of);
  if (wide.kind === 'not') return excludes(narrow, wide.of);
  return isLeafSubset(narrow, wide);
}

/**
 * Whether every asset that `narrow` matches is surely matched by `wide`, judged by the shape of the two alone.
 * `false` also means "cannot tell": whoever asks must treat it as a no.
 */
export function isSubset(narrow: Condition, wide: Condition): boolean {
  return implies(simplify(narrow), simplify(wide));
}
