import { matches, type Condition } from '../../policy/index.ts';
import type { TypeRegistry } from '../types/type-registry.ts';

type Leaf = Exclude<Condition, { kind: 'and' | 'or' | 'not' }>;

/** Assets that answer every test of some conditions alike, and how many they are. */
export interface AssetClass {
  readonly typeName: string;
  readonly count: number;
  /** Whether they pass a test; of types and constants nothing is asked. */
  readonly passes: (leaf: Condition) => boolean;
}

function isAskedOfRows(leaf: Leaf): boolean {
  return leaf.kind !== 'type' && leaf.kind !== 'all' && leaf.kind !== 'none';
}

/** The different tests in the conditions that only a row of the store can answer; the type is one of few and needs no test. */
export function rowTests(conditions: readonly Condition[]): readonly Condition[] {
  const found = new Map<string, Condition>();
  const visit = (condition: Condition): void => {
    if (condition.kind === 'and' || condition.kind === 'or') condition.of.forEach(visit);
    else if (condition.kind === 'not') visit(condition.of);
    else if (isAskedOfRows(condition)) found.set(JSON.stringify(condition), condition);
  };
  conditions.forEach(visit);
  return [...found.values()];
}

/** A nameless asset of a type: enough for tests of types and constants. */
function typedAsset(types: TypeRegistry, typeName: string) {
  const superTypes = types.types.get(typeName)?.ancestors ?? [];
  const nowhere = { connectionQualifiedName: null, glossaryQualifiedName: null, createdBy: '', tagNames: [] };
  return { qualifiedName: '', typeName, superTypes, ...nowhere };
}

/** Whether the condition holds for the assets of a class, as `matches` says of each of them. */
export function holdsFor(types: TypeRegistry, condition: Condition, of: AssetClass): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.of.every((part) => holdsFor(types, part, of));
    case 'or':
      return condition.of.some((part) => holdsFor(types, part, of));
    case 'not':
      return !holdsFor(types, condition.of, of);
    default:
      return isAskedOfRows(condition) ? of.passes(condition) : matches(condition, typedAsset(types, of.typeName));
  }
}
