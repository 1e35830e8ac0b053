import { CatalogError } from '../../foundation/index.ts';
import { actions } from '../../policy/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import type { AssetRow } from './asset-row.ts';
import { noTagRequest } from '../tags/tag-request.ts';
import { findAssetsByGuid } from './asset-store.ts';
import { actionDenied } from './authority.ts';
import {
  findRequestedEnd,
  type Place,
  type ResolvedLinks,
  type SaveScope,
  type SaveTarget,
  type SaveTargets,
} from './save-scope.ts';

interface PlaceRule {
  /** The relationship attribute that says where something of the type lies. */
  readonly attribute: string;
  /** The links that this attribute stands for: end 1 is the place. */
  readonly link: string;
}

/** Types that carry the name of what they lie in and may leave it for another (Atlan wire, per-type rules). */
const placeRules: Readonly<Record<string, PlaceRule>> = {
  AtlasGlossaryTerm: { attribute: 'anchor', link: 'AtlasGlossaryTermAnchor' },
  AtlasGlossaryCategory: { attribute: 'anchor', link: 'AtlasGlossaryCategoryAnchor' },
  DataDomain: { attribute: 'parentDomain', link: 'parent_domain_sub_domains' },
  DataProduct: { attribute: 'dataDomain', link: 'data_domain_data_products' },
};

/** What takes its contents along: the links to them, from end 1. */
const carryingLinks = [
  'parent_domain_sub_domains',
  'data_domain_data_products',
  'AtlasGlossaryCategoryHierarchyLink',
  'AtlasGlossaryTermCategorization',
];

interface Contained {
  readonly guid: string;
  readonly parentGuid: string;
}

async function findParents(tx: Tx, guids: readonly string[]): Promise<Map<string, string>> {
  const links = Object.values(placeRules).map(({ link }) => link);
  const { rows } = await sql<Contained>`
    SELECT end2_guid AS guid, end1_guid AS "parentGuid" FROM relationship
    WHERE type_name = ANY(${links}::text[]) AND end2_guid = ANY(${guids}::uuid[])`.execute(tx);
  return new Map(rows.map(({ guid, parentGuid }) => [guid, parentGuid]));
}

/** All that lies beneath, archived or not; a term that lies in two categories is there twice. */
async function findContained(tx: Tx, roots: readonly string[]): Promise<Contained[]> {
  const { rows } = await sql<Contained>`
    WITH RECURSIVE beneath (guid, parent_guid) AS (
      SELECT end2_guid, end1_guid FROM relationship
      WHERE type_name = ANY(${carryingLinks}::text[]) AND end1_guid = ANY(${roots}::uuid[])
      UNION
      SELECT link.end2_guid, link.end1_guid FROM beneath
      JOIN relationship AS link ON link.end1_guid = beneath.guid AND link.type_name = ANY(${carryingLinks}::text[])
    )
    SELECT guid, parent_guid AS "parentGuid" FROM beneath`.execute(tx);
  return rows;
}

/** Clients name the glossary with every change of a term: nothing moves then, and one list of links has been read. */
async function findRoots(scope: SaveScope, targets: SaveTargets): Promise<Map<string, string>> {
  const wanted = targets.list.flatMap((target) => {
    const rule = placeRules[target.typeName];
    if (target.existing === null || rule === undefined) return [];
    const place = findRequestedEnd(targets, target, rule.attribute);
    return place === null ? [] : [{ guid: target.guid, parentGuid: place.guid }];
  });
  if (wanted.length === 0) return new Map();
  const stored = await findParents(
    scope.tx,
    wanted.map(({ guid }) => guid),
  );
  const moved = wanted.filter(({ guid, parentGuid }) => stored.get(guid) !== parentGuid);
  return new Map(moved.map(({ guid, parentGuid }) => [guid, parentGuid]));
}

/** An asset that the request does not name and that changes with one that it names. */
function takenAlong(row: AssetRow, at: string): SaveTarget {
  const { guid, typeName, qualifiedName, name, host } = row;
  return {
    ...{ at, guid, typeName, existing: row, host, sentName: null, qualifiedName, name },
    ...{ values: new Map(), requests: [], links: [], labels: null, customAttributes: null, customMetadata: null },
    ...{ tags: noTagRequest, restores: false },
    isTakenAlong: true,
  };
}

function isSpokenOf({ links }: SaveTarget, attribute: string): boolean {
  return links.some((request) => request.attribute === attribute);
}

/** What a link request would be that makes `attribute` lead to exactly these assets. */
function replacing(
  scope: SaveScope,
  target: SaveTarget,
  { attribute, guids }: { readonly attribute: string; readonly guids: readonly string[] },
): ResolvedLinks {
  const sides = scope.types.relationships.sidesOf(target.typeName, attribute);
  const ends = guids.flatMap((guid) => sides.map((side) => ({ guid, side, linkAttributes: null })));
  return { attribute, mode: 'replace', sides, ends };
}

/** In another glossary: the anchor is that one, and no category is left that stays behind. */
function crossToGlossary(
  scope: SaveScope,
  target: SaveTarget,
  { glossary, categories }: { readonly glossary: string; readonly categories: readonly string[] },
): void {
  const attribute = target.typeName === 'AtlasGlossaryTerm' ? 'categories' : 'parentCategory';
  if (!isSpokenOf(target, attribute)) {
    target.links = [...target.links, replacing(scope, target, { attribute, guids: categories })];
  }
  if (isSpokenOf(target, 'anchor')) return;
  target.links = [...target.links, replacing(scope, target, { attribute: 'anchor', guids: [glossary] })];
}

const glossaryContents = ['AtlasGlossaryTerm', 'AtlasGlossaryCategory'];

/** For every asset that moves what it will lie in: glossaries lie flat, domains nest. */
function placesOf(
  roots: ReadonlyMap<string, string>,
  contained: readonly Contained[],
  rows: ReadonlyMap<string, AssetRow>,
): Map<string, Place> {
  const places = new Map<string, Place>();
  const parents = new Map(contained.map(({ guid, parentGuid }) => [guid, parentGuid]));
  const rootOf = (guid: string): string => {
    const seen = new Set<string>();
    let at = guid;
    while (!roots.has(at) && !seen.has(at)) {
      seen.add(at);
      at = parents.get(at) ?? at;
    }
    return at;
  };
  for (const [guid, parentGuid] of parents) {
    const isFlat = glossaryContents.includes(rows.get(guid)?.typeName ?? '');
    places.set(guid, { parentGuid: isFlat ? (roots.get(rootOf(guid)) ?? parentGuid) : parentGuid, isRoot: false });
  }
  for (const [guid, parentGuid] of roots) places.set(guid, { parentGuid, isRoot: true });
  return places;
}

/**
 * SECURITY: who moves something puts it under the rights that hold in the other place, its own and those of others. So it takes all
 * that can be held of it, of every part. What the actor may not read is not named.
 */
function requireHeld(scope: SaveScope, root: AssetRow, rows: readonly AssetRow[]): void {
  const { authority, username } = scope;
  if (!authority.may('asset.update', root)) throw actionDenied(authority, 'asset.update', root);
  const needed = actions.filter((action) => action !== 'data.select');
  if (rows.every((row) => needed.every((action) => authority.may(action, row)))) return;
  throw new CatalogError(
    'permission_denied',
    `\`${username}\` may not take \`${root.typeName}\` \`${root.qualifiedName}\` elsewhere without holding everything in it`,
  );
}

/**
 * Finds the terms, categories, domains and products of a request that are given another place than they have, and makes all that lies
 * beneath them part of the save, so that it is judged, locked, renamed, recorded and reported like what the request names. A save
 * that speaks of no place reads nothing. Throws `permission_denied`.
 */
export async function findPlaces(scope: SaveScope, targets: SaveTargets): Promise<SaveTargets> {
  const roots = await findRoots(scope, targets);
  if (roots.size === 0) return targets;
  const contained = await findContained(scope.tx, [...roots.keys()]);
  const unknown = [...new Set(contained.map(({ guid }) => guid))].filter((guid) => !targets.byGuid.has(guid));
  const found = await findAssetsByGuid(scope.tx, unknown);
  const rows = new Map(
    [...targets.list.flatMap(({ existing }) => existing ?? []), ...found].map((row) => [row.guid, row]),
  );
  const [first] = [...roots.keys()].flatMap((guid) => rows.get(guid) ?? []);
  const moving = [...new Set([...roots.keys(), ...contained.map(({ guid }) => guid)])];
  if (first !== undefined) {
    requireHeld(
      scope,
      first,
      moving.flatMap((guid) => rows.get(guid) ?? []),
    );
  }
  const places = placesOf(roots, contained, rows);
  const at = targets.byGuid.get(first?.guid ?? '')?.at ?? '';
  const list = [...targets.list, ...found.map((row) => takenAlong(row, at))];
  for (const target of list) {
    const place = places.get(target.guid);
    if (place === undefined || !glossaryContents.includes(target.typeName)) continue;
    const categories = contained.filter(({ guid }) => guid === target.guid).map(({ parentGuid }) => parentGuid);
    crossToGlossary(scope, target, { glossary: place.parentGuid, categories });
  }
  const rowsByGuid = new Map([...targets.rowsByGuid, ...found.map((row) => [row.guid, row] as const)]);
  return { ...targets, list, byGuid: new Map(list.map((target) => [target.guid, target])), rowsByGuid, places };
}

const namesInPlace: Readonly<Record<string, (stored: string, parentName: string) => string>> = {
  AtlasGlossaryTerm: (stored, glossary) => `${stored.slice(0, stored.indexOf('@'))}@${glossary}`,
  AtlasGlossaryCategory: (stored, glossary) => `${stored.slice(0, stored.indexOf('@'))}@${glossary}`,
  DataDomain: (stored, parent) => `${parent}/domain/${ownIdOf(stored)}`,
  DataProduct: (stored, parent) => `${parent}/product/${ownIdOf(stored)}`,
};

/** The outermost domain carries its id before the word `super`. */
function ownIdOf(qualifiedName: string): string {
  const parts = qualifiedName.split('/');
  return (parts.at(-1) === 'super' ? parts.at(-2) : parts.at(-1)) ?? '';
}

/** What something is called in another place: its own part stays. */
export function nameInPlace(typeName: string, stored: string, parentName: string): string {
  return namesInPlace[typeName]?.(stored, parentName) ?? stored;
}

/** Throws `permission_denied` unless the actor may make what it moves in the place it moves it to; call it when the save is named. */
export function authorizePlaces({ authority }: SaveScope, targets: SaveTargets): void {
  for (const [guid, { isRoot }] of targets.places) {
    const target = targets.byGuid.get(guid);
    if (!isRoot || target?.existing === null || target === undefined) continue;
    const moved = { ...target.existing, qualifiedName: target.qualifiedName };
    if (!authority.may('asset.create', moved)) throw actionDenied(authority, 'asset.create', moved);
  }
}

/** Lets domains and products say where they lie now. */
export function describePlaces(targets: SaveTargets): void {
  for (const [guid, { parentGuid }] of targets.places) {
    const target = targets.byGuid.get(guid);
    if (target === undefined || glossaryContents.includes(target.typeName)) continue;
    const parent = targets.renamed.get(parentGuid) ?? targets.byGuid.get(parentGuid)?.qualifiedName;
    const parentName = parent ?? targets.rowsByGuid.get(parentGuid)?.qualifiedName ?? '';
    target.values.set('parentDomainQualifiedName', parentName);
    target.values.set('superDomainQualifiedName', parentName.split('/').slice(0, 4).join('/'));
  }
}
