import { CatalogError } from '../../foundation/index.ts';
import type { RelationshipSide } from '../types/relationship-index.ts';
import { assetNotFound, assetNotFoundByName } from './authority.ts';
import type { LinkRequest } from './entity-draft.ts';
import { isRealGuid, type ObjectReference } from './object-reference.ts';
import { Refusals } from './refusals.ts';
import {
  findKnownAsset,
  type KnownAsset,
  type LinkedEnd,
  type ResolvedLinks,
  type SaveScope,
  type SaveTarget,
  type SaveTargets,
} from './save-scope.ts';

function fits(scope: SaveScope, reference: ObjectReference, typeName: string): boolean {
  return reference.typeName === null || scope.types.isA(typeName, reference.typeName);
}

function findByGuid(targets: SaveTargets, reference: ObjectReference, text: string): KnownAsset {
  if (!isRealGuid(text)) {
    const guid = targets.placeholders.get(text);
    const known = guid === undefined ? null : findKnownAsset(targets, guid);
    if (known !== null) return known;
    throw new CatalogError('reference_unresolved', `\`${reference.at}\`: \`${text}\` names no entity of this request`);
  }
  const known = findKnownAsset(targets, text.toLowerCase());
  if (known === null) throw assetNotFound(text);
  return known;
}

/** An entity of the same request first, then what is stored, active before archived. */
function findByName(scope: SaveScope, targets: SaveTargets, reference: ObjectReference): KnownAsset {
  const name = reference.qualifiedName ?? '';
  const requested = (targets.bySentName.get(name) ?? []).find((it) => fits(scope, reference, it.typeName));
  const rows = (targets.rowsByName.get(name) ?? []).filter((row) => fits(scope, reference, row.typeName));
  const row = rows.find(({ state }) => state === 'ACTIVE') ?? rows[0];
  const guid = requested?.guid ?? row?.guid;
  const known = guid === undefined ? null : findKnownAsset(targets, guid);
  if (known === null) throw assetNotFoundByName(reference.typeName ?? 'Referenceable', name);
  return known;
}

/** SECURITY: what the actor may not read answers as if it did not exist, in the words of the look-up that was made. */
function findEnd(scope: SaveScope, targets: SaveTargets, reference: ObjectReference): KnownAsset {
  const { guid } = reference;
  const known = guid === null ? findByName(scope, targets, reference) : findByGuid(targets, reference, guid);
  if (known.row === null || scope.authority.may('asset.read', known.row)) return known;
  if (guid !== null) throw assetNotFound(guid);
  throw assetNotFoundByName(reference.typeName ?? 'Referenceable', reference.qualifiedName ?? '');
}

/**
 * COMPAT: the model flattens multiple inheritance, so a type may be a table without saying so; it is taken for one when
 * it carries the attribute that the other end of the link goes by.
 */
function leadsTo(scope: SaveScope, side: RelationshipSide, typeName: string): boolean {
  if (scope.types.isA(typeName, side.otherType)) return true;
  const other = side.self === 'end1' ? side.def.end2 : side.def.end1;
  return other.name !== null && scope.types.relationships.sidesOf(typeName, other.name).length > 0;
}

function resolveEnd(
  scope: SaveScope,
  targets: SaveTargets,
  place: { reference: ObjectReference; sides: readonly RelationshipSide[] },
): LinkedEnd {
  const { reference, sides } = place;
  const known = findEnd(scope, targets, reference);
  const side = sides.find((it) => leadsTo(scope, it, known.typeName));
  if (side === undefined) {
    const accepted = [...new Set(sides.map(({ otherType }) => `\`${otherType}\``))].join(' or ');
    throw new CatalogError(
      'reference_wrong_type',
      `\`${reference.at}\` is a \`${known.typeName}\`, accepted: ${accepted}`,
    );
  }
  return { guid: known.guid, side, linkAttributes: reference.linkAttributes };
}

interface LinkPlace {
  readonly target: SaveTarget;
  readonly request: LinkRequest;
  readonly refusals: Refusals;
}

function resolveRequest(
  scope: SaveScope,
  targets: SaveTargets,
  { target, request, refusals }: LinkPlace,
): ResolvedLinks {
  const { attribute, mode } = request;
  const sides = scope.types.relationships.sidesOf(target.typeName, attribute);
  const ends = request.references.flatMap(
    (reference) => refusals.attempt(reference.at, () => resolveEnd(scope, targets, { reference, sides })) ?? [],
  );
  if (mode === 'replace' && ends.length > 1 && sides.every(({ cardinality }) => cardinality === 'SINGLE')) {
    const path = `${target.at}.attributes.${attribute}`;
    refusals.add('field_invalid', [{ path, message: `takes one reference, not ${ends.length}` }]);
  }
  return { attribute, mode, sides, ends };
}

/**
 * Finds the assets that the references of a save mean: entities of the same request in any order, or stored ones. Refuses with every
 * reference that cannot be, under the code of the first: `reference_unresolved` (unknown placeholder), `reference_wrong_type`,
 * `asset_not_found`, `asset_unique_attribute_not_found`. Whether the actor may link them is judged once it is known which links really
 * change.
 */
export function resolveLinks(scope: SaveScope, targets: SaveTargets): void {
  const refusals = new Refusals();
  for (const target of targets.list) {
    target.links = target.requests.map((request) => resolveRequest(scope, targets, { target, request, refusals }));
  }
  refusals.requireNone();
}
