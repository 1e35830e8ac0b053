import { isBelow, isUnder, type Condition } from './condition.ts';
import { simplify } from './combine.ts';

function includesAll(wide: readonly string[], narrow: readonly string[]): boolean {
  return narrow.every((item) => wide.includes(item));
}

function disjoint(one: readonly string[], other: readonly string[]): boolean {
  return !one.some((item) => other.includes(item));
}

function isPathSubset(narrow: Condition & { path: string }, wide: Condition & { path: string }): boolean {
  if (narrow.kind === wide.kind || wide.kind === 'under') return isUnder(narrow.path, wide.path);
  return isBelow(narrow.path, wide.path);
}

function isLeafSubset(narrow: Condition, wide: Condition): boolean {
  if (isPath(narrow) && isPath(wide)) return isPathSubset(narrow, wide);
  if (narrow.kind === 'type' && wide.kind === 'type') return includesAll(wide.typeNames, narrow.typeNames);
  if (narrow.kind === 'connection' && wide.kind === 'connection')
    return includesAll(wide.qualifiedNames, narrow.qualifiedNames);
  if (narrow.kind === 'guid' && wide.kind === 'guid') return includesAll(wide.guids, narrow.guids);
  return narrow.kind === 'creator' && wide.kind === 'creator' && narrow.username === wide.username;
}

function isPath(condition: Condition): condition is Extract<Condition, { kind: 'under' | 'below' }> {
  return condition.kind === 'under' || condition.kind === 'below';
}

/** Whether no asset can match both. An asset has one path, connection, guid and creator, but many types. */
function excludes(one: Condition, other: Condition): boolean {
  if (isPath(one) && isPath(other)) return !isUnder(one.path, other.path) && !isUnder(other.path, one.path);
  if (one.kind === 'connection' && other.kind === 'connection')
    return disjoint(one.qualifiedNames, other.qualifiedNames);
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
