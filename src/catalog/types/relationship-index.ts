import { invariant } from '../../foundation/index.ts';
import type { RelationshipDef } from './known-relationships.ts';
import type { TypeDef } from './type-def.ts';

/** A link as one end sees it: which definition, and which end it is itself. */
export interface RelationshipSide {
  readonly def: RelationshipDef;
  readonly self: 'end1' | 'end2';
  /** What this end calls the link. */
  readonly attribute: string;
  /** How many links this end may hold. */
  readonly cardinality: 'SINGLE' | 'SET';
  readonly otherType: string;
  readonly otherCardinality: 'SINGLE' | 'SET';
  /** The other end contains this one: a table its columns, a glossary its terms. */
  readonly otherContains: boolean;
  readonly selfContains: boolean;
  /** Both ends are called alike (`seeAlso`): a link has no direction. */
  readonly symmetric: boolean;
}

export interface RelationshipIndex {
  readonly all: readonly RelationshipDef[];
  find(name: string): RelationshipDef | null;
  /** Every link that `attribute` of `typeName` may stand for; empty when it is no relationship. */
  sidesOf(typeName: string, attribute: string): readonly RelationshipSide[];
  /** All relationship attributes of a type, own and inherited, by name. */
  attributesOf(typeName: string): ReadonlyMap<string, readonly RelationshipSide[]>;
  /** Names of the definitions whose end 2 is deleted together with its end 1. */
  readonly cascades: readonly string[];
}

function isSymmetric({ end1, end2 }: RelationshipDef): boolean {
  return end1.name === end2.name && end1.type === end2.type;
}

function sideOf(def: RelationshipDef, self: 'end1' | 'end2'): RelationshipSide | null {
  const [own, other] = self === 'end1' ? [def.end1, def.end2] : [def.end2, def.end1];
  if (own.name === null) return null;
  return {
    def,
    self,
    attribute: own.name,
    cardinality: own.cardinality,
    otherType: other.type,
    otherCardinality: other.cardinality,
    otherContains: other.isContainer,
    selfContains: own.isContainer,
    symmetric: isSymmetric(def),
  };
}

/** The server, not the definition, makes the policies of a persona or purpose go with it. */
const serverCascades = new Set(['access_control_policies']);

function cascadesOf(defs: readonly RelationshipDef[]): string[] {
  const cascading = defs.filter(({ name, category }) => category === 'COMPOSITION' || serverCascades.has(name));
  for (const { name, end1 } of cascading) invariant(end1.isContainer, `end 1 of \`${name}\` is its container`);
  return cascading.map(({ name }) => name);
}

/** Answers which links a type has, by the names its attributes carry on the wire. */
export function createRelationshipIndex(
  defs: readonly RelationshipDef[],
  types: ReadonlyMap<string, TypeDef>,
): RelationshipIndex {
  const byName = new Map(defs.map((def) => [def.name, def]));
  const declared = new Map<string, RelationshipSide[]>();
  const declare = (type: string, side: RelationshipSide) => {
    const known = declared.get(type);
    if (known === undefined) declared.set(type, [side]);
    else known.push(side);
  };
  for (const def of defs) {
    const sides = isSymmetric(def) ? [sideOf(def, 'end1')] : [sideOf(def, 'end1'), sideOf(def, 'end2')];
    for (const side of sides) {
      if (side === null) continue;
      declare(def[side.self].type, side);
    }
  }
  const perType = new Map<string, ReadonlyMap<string, readonly RelationshipSide[]>>();
  const attributesOf = (typeName: string): ReadonlyMap<string, readonly RelationshipSide[]> => {
    const known = perType.get(typeName);
    if (known !== undefined) return known;
    const made = new Map<string, RelationshipSide[]>();
    for (const name of [typeName, ...(types.get(typeName)?.ancestors ?? [])]) {
      for (const side of declared.get(name) ?? []) {
        made.set(side.attribute, [...(made.get(side.attribute) ?? []), side]);
      }
    }
    perType.set(typeName, made);
    return made;
  };
  return {
    all: defs,
    find: (name) => byName.get(name) ?? null,
    sidesOf: (typeName, attribute) => attributesOf(typeName).get(attribute) ?? [],
    attributesOf,
    cascades: cascadesOf(defs),
  };
}
