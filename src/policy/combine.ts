import { type Condition } from './condition.ts';

const all: Condition = { kind: 'all' };
const none: Condition = { kind: 'none' };

function isEmptySet(condition: Condition): boolean {
  switch (condition.kind) {
    case 'type':
      return condition.typeNames.length === 0;
    case 'connection':
    case 'glossary':
      return condition.qualifiedNames.length === 0;
    case 'tag':
      return condition.tagNames.length === 0;
    case 'guid':
      return condition.guids.length === 0;
    default:
      return false;
  }
}

/** What was made here, and so is as simple as it gets: conditions are put together in layers, each of which would look again. */
const simplified = new WeakSet<Condition>();

function made(condition: Condition): Condition {
  simplified.add(condition);
  return condition;
}

/** The same text for the same condition. */
function keyOf(part: Condition): string {
  switch (part.kind) {
    case 'at':
    case 'under':
    case 'below':
      return `${part.kind} ${part.path}`;
    default:
      return JSON.stringify(part);
  }
}

/** The parts with nested ones of the same kind opened up and repeated ones dropped; the first stays in place. */
function flatten(kind: 'and' | 'or', parts: readonly Condition[]): Condition[] {
  const opened = parts.flatMap((part) => (part.kind === kind ? part.of : [part]));
  return [...new Map(opened.map((part) => [keyOf(part), part])).values()];
}

/** At least one of `conditions`; matches nothing when there is none. */
export function anyOf(conditions: readonly Condition[]): Condition {
  const parts = flatten('or', conditions.map(simplify)).filter((part) => part.kind !== 'none');
  if (parts.some((part) => part.kind === 'all')) return all;
  const [first] = parts;
  if (first === undefined) return none;
  return made(parts.length === 1 ? first : { kind: 'or', of: parts });
}

/** All of `conditions`; matches everything when there is none. */
export function allOf(conditions: readonly Condition[]): Condition {
  const parts = flatten('and', conditions.map(simplify)).filter((part) => part.kind !== 'all');
  if (parts.some((part) => part.kind === 'none')) return none;
  const [first] = parts;
  if (first === undefined) return all;
  return made(parts.length === 1 ? first : { kind: 'and', of: parts });
}

/** Everything but `condition`. */
export function negate(condition: Condition): Condition {
  const inner = simplify(condition);
  if (inner.kind === 'all') return none;
  if (inner.kind === 'none') return all;
  return made(inner.kind === 'not' ? inner.of : { kind: 'not', of: inner });
}

/** The same condition with constants folded and nesting opened; matches exactly the same assets. */
export function simplify(condition: Condition): Condition {
  if (simplified.has(condition)) return condition;
  switch (condition.kind) {
    case 'and':
      return allOf(condition.of);
    case 'or':
      return anyOf(condition.of);
    case 'not':
      return negate(condition.of);
    default:
      return isEmptySet(condition) ? none : condition;
  }
}
