import { CatalogError, newNanoid } from '../../foundation/index.ts';
import type { RelationshipDef } from '../types/known-relationships.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import { movableTypes, type Moves } from './find-moves.ts';
import type { Link } from './link-store.ts';
import type { LinkPlan } from './plan-links.ts';
import { nameInPlace } from './find-places.ts';
import { findKnownAsset, findRequestedEnd, type SaveScope, type SaveTarget, type SaveTargets } from './save-scope.ts';

interface NamingRule {
  /** The relationship attribute whose other end the name is built on. */
  readonly parent: string | null;
  readonly parentRequired: boolean;
  /** COMPAT: a name that was sent says nothing, so two entities that sent the same one are two. */
  name(parentName: string | null, username: string): string;
}

function standalone(name: (username: string) => string): NamingRule {
  return { parent: null, parentRequired: false, name: (_, username) => name(username) };
}

function beneath(parent: string, name: (parentName: string, username: string) => string): NamingRule {
  return { parent, parentRequired: true, name: (parentName, username) => name(parentName ?? '', username) };
}

/** Clients derive a collection's name from the first four parts of anything in it, so they are kept. */
export function collectionOf(qualifiedName: string): string {
  return qualifiedName.split('/').slice(0, 4).join('/');
}

const namingRules: Readonly<Record<string, NamingRule>> = {
  Persona: standalone(() => `default/${newNanoid()}`),
  Purpose: standalone(() => `default/${newNanoid()}`),
  AuthPolicy: beneath('accessControl', (parent) => `${parent}/${newNanoid()}`),
  AtlasGlossary: standalone(() => newNanoid(21)),
  AtlasGlossaryTerm: beneath('anchor', (glossary) => `${newNanoid(21)}@${glossary}`),
  AtlasGlossaryCategory: beneath('anchor', (glossary) => `${newNanoid(21)}@${glossary}`),
  Collection: standalone((username) => `default/collection/${username}/${newNanoid()}`),
  Folder: beneath('parent', (parent, username) => `${collectionOf(parent)}/folder/${username}/${newNanoid()}`),
  Query: beneath('parent', (parent, username) => `${collectionOf(parent)}/query/${username}/${newNanoid()}`),
  DataDomain: {
    parent: 'parentDomain',
    parentRequired: false,
    name: (parent) => (parent === null ? `default/domain/${newNanoid(21)}/super` : `${parent}/domain/${newNanoid(21)}`),
  },
  DataProduct: beneath('dataDomain', (domain) => `${domain}/product/${newNanoid(21)}`),
};

/** Whether the server, not the client, names new assets of this type (Atlan wire, per-type rules). */
export function isServerNamed(typeName: string): boolean {
  return Object.hasOwn(namingRules, typeName);
}

/** Whether a link of this definition is the one that its contained end is named after. */
export function isNamingLink({ name, end2 }: RelationshipDef, types: TypeRegistry): boolean {
  const parent = namingRules[end2.type]?.parent ?? null;
  return parent !== null && types.relationships.sidesOf(end2.type, parent).some(({ def }) => def.name === name);
}

/** What one save names: its new assets, and what is moved to another place. */
interface Naming {
  readonly scope: SaveScope;
  readonly targets: SaveTargets;
  readonly moves: Moves;
  /** What is being named just now, to find circles by. */
  readonly pending: Set<string>;
}

function nameOfParent(
  naming: Naming,
  target: SaveTarget,
  { parent: attribute, parentRequired }: NamingRule,
): string | null {
  if (attribute === null) return null;
  const parent = findRequestedEnd(naming.targets, target, attribute);
  if (parent !== null) return nameOf(naming, parent.guid, `${target.at}.attributes.${attribute}`);
  if (!parentRequired) return null;
  throw new CatalogError(
    attribute === 'anchor' ? 'anchor_missing' : 'attribute_missing',
    `\`${target.at}.attributes.${attribute}\` is missing: a new \`${target.typeName}\` needs it`,
  );
}

function nameNew(naming: Naming, target: SaveTarget): string {
  const rule = namingRules[target.typeName];
  if (target.qualifiedName !== '' || rule === undefined) return target.qualifiedName;
  target.qualifiedName = rule.name(nameOfParent(naming, target, rule), naming.scope.username);
  return target.qualifiedName;
}

/** What was made where it was stays in its name; only the collection in front becomes another. */
function nameMoved(naming: Naming, guid: string, at: string): string {
  const { targets, moves } = naming;
  const target = targets.byGuid.get(guid);
  const content = moves.contents.get(guid);
  const stored = target?.qualifiedName ?? content?.qualifiedName ?? '';
  const root = target === undefined ? undefined : moves.roots.get(guid);
  const path = root === undefined ? at : `${target?.at ?? ''}.attributes.parent`;
  const collection = collectionOf(nameOf(naming, root ?? content?.parentGuid ?? '', path));
  const name = collection + stored.slice(collectionOf(stored).length);
  targets.renamed.set(guid, name);
  if (target !== undefined) target.qualifiedName = name;
  return name;
}

/** A term in another glossary, a domain or product in another domain: all of its name but its own part is that of the place. */
function namePlaced(naming: Naming, target: SaveTarget, parentGuid: string): string {
  const parentName = nameOf(naming, parentGuid, `${target.at}.attributes`);
  target.qualifiedName = nameInPlace(target.typeName, target.qualifiedName, parentName);
  naming.targets.renamed.set(target.guid, target.qualifiedName);
  return target.qualifiedName;
}

/** The name of an asset once the save is done. `at` is where the request asks for it. */
function nameOf(naming: Naming, guid: string, at: string): string {
  const { targets, moves, pending } = naming;
  const renamed = targets.renamed.get(guid);
  if (renamed !== undefined) return renamed;
  if (pending.has(guid)) throw new CatalogError('field_invalid', `\`${at}\` leads back to itself`);
  pending.add(guid);
  const target = targets.byGuid.get(guid);
  const isMoved = moves.roots.has(guid) || moves.contents.has(guid);
  const place = targets.places.get(guid);
  let name: string;
  if (isMoved) name = nameMoved(naming, guid, at);
  else if (target !== undefined && place !== undefined) name = namePlaced(naming, target, place.parentGuid);
  else if (target !== undefined && target.existing === null) name = nameNew(naming, target);
  else name = findKnownAsset(targets, guid)?.qualifiedName ?? '';
  pending.delete(guid);
  return name;
}

/**
 * Names every new asset of a server-named type and everything that moves, parents before children. `attribute_missing` when the
 * asset a name is built on is not given, `field_invalid` when parents form a circle: also when something would move into itself.
 */
export function nameTargets(scope: SaveScope, targets: SaveTargets, moves: Moves): void {
  const naming: Naming = { scope, targets, moves, pending: new Set() };
  for (const { guid, at } of targets.list) nameOf(naming, guid, at);
  for (const guid of moves.contents.keys()) nameOf(naming, guid, '');
}

/** A link that a save draws, or cuts. */
interface ChangedLink {
  readonly link: Link;
  readonly isNew: boolean;
}

/** Whether a link puts something where the request itself, by `parent`, says that it goes, or takes it out of where it was. */
function isPlacing(targets: SaveTargets, moves: Moves, { link, isNew }: ChangedLink): boolean {
  const child = targets.byGuid.get(link.end2);
  if (child === undefined) return false;
  return isNew ? findRequestedEnd(targets, child, 'parent')?.guid === link.end1 : moves.roots.has(child.guid);
}

/** The same for terms, categories, domains and products, whose moves have been found already. */
function isPlaced(targets: SaveTargets, { link, isNew }: ChangedLink): boolean {
  const place = targets.places.get(link.end2);
  return place !== undefined && (!isNew || place.parentGuid === link.end1);
}

/**
 * Throws `operation_unsupported` when an existing asset would leave the asset its name is built on, or when a policy would
 * be attached from the side of its persona: neither name nor rights would follow. Folders, queries, terms, categories, domains and products
 * move, by what they say themselves of where they lie.
 */
export function requireParentsKept(
  scope: SaveScope,
  targets: SaveTargets,
  { links, moves }: { readonly links: LinkPlan; readonly moves: Moves },
): void {
  const changed: ChangedLink[] = [
    ...links.added.map((link) => ({ link, isNew: true })),
    ...links.removed.map((link) => ({ link, isNew: false })),
  ];
  for (const [typeName, { parent }] of Object.entries(namingRules)) {
    if (parent === null) continue;
    const [side] = scope.types.relationships.sidesOf(typeName, parent);
    if (side === undefined) continue;
    for (const it of changed) {
      if (it.link.typeName !== side.def.name) continue;
      const child = targets.byGuid.get(it.link[side.self]);
      const isNamed = child !== undefined && child.existing === null && child.typeName === typeName;
      const isMeant = movableTypes.includes(typeName)
        ? isPlacing(targets, moves, it)
        : isNamed || isPlaced(targets, it);
      if (isMeant) continue;
      throw new CatalogError('operation_unsupported', `an existing \`${typeName}\` cannot change its \`${parent}\``);
    }
  }
  requireMovesMade(targets, { links, moves });
}

/** A request may ask for a place and, at the other end, take it back. */
function requireMovesMade(
  targets: SaveTargets,
  { links, moves }: { readonly links: LinkPlan; readonly moves: Moves },
): void {
  const places = [...targets.places].filter(([, { isRoot }]) => isRoot);
  const wanted = [...moves.roots, ...places.map(([guid, { parentGuid }]) => [guid, parentGuid] as const)];
  if (wanted.length === 0) return;
  const placed = new Set(links.added.map(({ end1, end2 }) => `${end1} ${end2}`));
  for (const [guid, parentGuid] of wanted) {
    if (placed.has(`${parentGuid} ${guid}`)) continue;
    const typeName = targets.byGuid.get(guid)?.typeName ?? '';
    throw new CatalogError('operation_unsupported', `the request puts a \`${typeName}\` in two places at once`);
  }
}
