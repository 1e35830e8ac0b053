import { assertNever } from '../foundation/index.ts';
import { matches, type AssetFacts, type Condition } from './condition.ts';
import { evaluate, type AssetRequest, type Decision } from './evaluate.ts';
import { type Effect, type Policy } from './policy.ts';

type Leaf = Exclude<Condition, { kind: 'and' | 'or' | 'not' }>;
type LeafOf<Kind extends Leaf['kind']> = Extract<Leaf, { kind: Kind }>;

/** One test of a condition: what it wanted, what the asset has there, and whether that is a match. */
export interface LeafReason {
  readonly kind: Leaf['kind'];
  /** Empty for `all` and `none`. */
  readonly wanted: readonly string[];
  /** Empty where the asset has nothing. */
  readonly got: readonly string[];
  readonly match: boolean;
}

/** Several tests together. */
export interface BranchReason {
  readonly kind: 'and' | 'or' | 'not';
  readonly of: readonly Reason[];
  readonly match: boolean;
}

/** Why a condition matches or does not: its own tree, each node with its outcome. */
export type Reason = LeafReason | BranchReason;

/** A policy that speaks of the action in question. */
export interface ConsideredPolicy {
  readonly id: string;
  readonly effect: Effect;
  readonly matched: boolean;
  readonly why: Reason;
}

/** The decision itself and everything that was weighed for it; those that matched first, then by id. */
export interface Explanation {
  readonly decision: Decision;
  readonly considered: readonly ConsideredPolicy[];
}

interface Comparison {
  readonly wanted: readonly string[];
  readonly got: readonly string[];
}

const present = (text: string | null | undefined): string[] => (text === null || text === undefined ? [] : [text]);
const nothing: Comparison = { wanted: [], got: [] };

/** What each kind of test compares; a forgotten kind does not compile. */
const comparisons: { readonly [Kind in Leaf['kind']]: (of: LeafOf<Kind>, asset: AssetFacts) => Comparison } = {
  all: () => nothing,
  none: () => nothing,
  at: ({ path }, { qualifiedName }) => ({ wanted: [path], got: [qualifiedName] }),
  under: ({ path }, { qualifiedName }) => ({ wanted: [path], got: [qualifiedName] }),
  below: ({ path }, { qualifiedName }) => ({ wanted: [path], got: [qualifiedName] }),
  matching: ({ pattern }, { qualifiedName }) => ({ wanted: [pattern], got: [qualifiedName] }),
  type: ({ typeNames }, { typeName, superTypes }) => ({ wanted: typeNames, got: [typeName, ...superTypes] }),
  connection: ({ qualifiedNames }, asset) => ({ wanted: qualifiedNames, got: present(asset.connectionQualifiedName) }),
  tag: ({ tagNames }, asset) => ({ wanted: tagNames, got: asset.tagNames }),
  glossary: ({ qualifiedNames }, asset) => ({ wanted: qualifiedNames, got: present(asset.glossaryQualifiedName) }),
  creator: ({ username }, { createdBy }) => ({ wanted: [username], got: [createdBy] }),
  guid: ({ guids }, { guid }) => ({ wanted: guids, got: present(guid) }),
  hosted: () => nothing,
};

/** Why `condition` matches `asset` or not. INVARIANT: the `match` of every node is what `matches` says of that node. */
export function reasonOf(condition: Condition, asset: AssetFacts): Reason {
  const match = matches(condition, asset);
  switch (condition.kind) {
    case 'and':
    case 'or':
      return { kind: condition.kind, of: condition.of.map((part) => reasonOf(part, asset)), match };
    case 'not':
      return { kind: 'not', of: [reasonOf(condition.of, asset)], match };
    default: {
      // The record is keyed by the very `kind` it is indexed with, which the compiler cannot follow through a union.
      const compare = comparisons[condition.kind] as (of: Leaf, asset: AssetFacts) => Comparison;
      return { kind: condition.kind, ...compare(condition, asset), match };
    }
  }
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * The evaluator's own decision with what led to it. INVARIANT: `explain(p, r).decision` is `evaluate(p, r)`, and its `by` names exactly the
 * considered policies of the deciding effect that matched.
 * SECURITY: it names policies and what they speak of; show each only to who may read it, or this becomes a window into hidden things.
 */
export function explain(policies: readonly Policy[], request: AssetRequest): Explanation {
  const considered = policies
    .filter(({ actions }) => actions.includes(request.action))
    .map(({ id, effect, where }): ConsideredPolicy => {
      const why = reasonOf(where, request.asset);
      return { id, effect, matched: why.match, why };
    })
    .sort((a, b) => Number(b.matched) - Number(a.matched) || compareText(a.id, b.id));
  return { decision: evaluate(policies, request), considered };
}

function named(ids: readonly string[]): string {
  return ids.map((id) => `\`${id}\``).join(', ');
}

/** The decision in one sentence. SECURITY: it names policies, as `explain` does. */
export function describeDecision(decision: Decision): string {
  switch (decision.stage) {
    case 'deny':
      return `\`${decision.action}\` is denied by ${named(decision.by)}`;
    case 'allow':
      return `\`${decision.action}\` is allowed by ${named(decision.by)}, and nothing denies it`;
    case 'no_grant':
      return `\`${decision.action}\` is denied because nothing grants it`;
    default:
      return assertNever(decision.stage);
  }
}
