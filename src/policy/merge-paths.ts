import { allOf, anyOf, negate, simplify } from './combine.ts';
import { type Condition } from './condition.ts';
import { isSubset } from './subset.ts';

type PathCondition = Extract<Condition, { kind: 'at' | 'under' | 'below' | 'matching' }>;

function isPath(condition: Condition): condition is PathCondition {
  return ['at', 'under', 'below', 'matching'].includes(condition.kind);
}

/** The paths of a condition that is about nothing else, or `null`. */
function pathsOf(condition: Condition): readonly PathCondition[] | null {
  if (isPath(condition)) return [condition];
  return condition.kind === 'or' && condition.of.every(isPath) ? condition.of : null;
}

/** `a/b/c` lies beneath `a/b` and `a`. */
function isBeneathOne(path: string, above: ReadonlySet<string>): boolean {
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
    if (above.has(path.slice(0, at))) return true;
  }
  return false;
}

/** Without those that another covers, as far as plain paths tell; in the time that looking each up takes. */
function uncovered(paths: readonly PathCondition[]): PathCondition[] {
  const whole = new Set(paths.flatMap((one) => (one.kind === 'under' ? [one.path] : [])));
  const above = new Set(paths.flatMap((one) => (one.kind === 'under' || one.kind === 'below' ? [one.path] : [])));
  return paths.filter((one) => {
    if (one.kind === 'matching') return true;
    return !isBeneathOne(one.path, above) && (one.kind === 'under' || !whole.has(one.path));
  });
}

interface Split {
  /** `null`: no paths, or more than one list of them. */
  readonly paths: readonly PathCondition[] | null;
  readonly rest: readonly Condition[];
}

/** The parts of an `and` without path conditions that cover another of them: who is in `c/db` is in `c`. */
function withoutWiderPaths(parts: readonly Condition[]): readonly Condition[] {
  const places = parts.filter((part) => pathsOf(part) !== null);
  if (places.length < 2) return parts;
  const isWider = (part: Condition, at: number) =>
    places.some((other, n) => n !== at && isSubset(other, part) && (n < at || !isSubset(part, other)));
  const wider = places.filter(isWider);
  return parts.filter((part) => !wider.includes(part));
}

function split(condition: Condition): Split {
  const paths = pathsOf(condition);
  if (paths !== null) return { paths, rest: [] };
  if (condition.kind !== 'and') return { paths: null, rest: [condition] };
  const places = condition.of.map(pathsOf).filter((place) => place !== null);
  const [place] = places;
  if (places.length !== 1 || place === undefined) return { paths: null, rest: [condition] };
  return { paths: place, rest: condition.of.filter((part) => pathsOf(part) === null) };
}

/** One part for all those that differ in their paths alone. */
function mergeAlternatives(parts: readonly Condition[]): Condition {
  const alike = new Map<string, { paths: PathCondition[]; rest: readonly Condition[] }>();
  const others: Condition[] = [];
  for (const part of parts) {
    const { paths, rest } = split(part);
    if (paths === null) others.push(part);
    else {
      const key = rest
        .map((one) => JSON.stringify(one))
        .toSorted()
        .join(' ');
      const group = alike.get(key);
      if (group === undefined) alike.set(key, { paths: [...paths], rest });
      else group.paths.push(...paths);
    }
  }
  const merged = [...alike.values()].map(({ paths, rest }) => allOf([anyOf(uncovered(paths)), ...rest]));
  return anyOf([...merged, ...others]);
}

function merge(condition: Condition): Condition {
  switch (condition.kind) {
    case 'not':
      return negate(merge(condition.of));
    case 'and':
      return allOf(withoutWiderPaths(condition.of.map(merge)));
    case 'or':
      return mergeAlternatives(condition.of.map(merge));
    default:
      return condition;
  }
}

/**
 * The same condition with its paths side by side: hundreds of policies that differ in their paths alone become one list of paths
 * and what is said of all of them once, which SQL can answer without looking at each. Matches exactly the same assets.
 * For lists only: what it gives is no good for `isSubset`, which sees more in the policies as they were.
 */
export function mergePaths(condition: Condition): Condition {
  return merge(simplify(condition));
}
