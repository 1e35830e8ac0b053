import { allOf, isUnder, writeActions, type Action, type Condition, type Policy } from '../../policy/index.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { collectionRoot } from '../qualified-names.ts';

/** editor: `adminUsers` and `adminGroups` of the wire · viewer: `viewerUsers` and `viewerGroups` */
export type CollectionLevel = 'editor' | 'viewer';

/** A query collection that names the actor, by username or group. */
export interface HeldCollection {
  readonly guid: string;
  readonly qualifiedName: string;
  readonly level: CollectionLevel;
}

/** Collections, folders and saved queries. */
export const collectionTypes: Condition = { kind: 'type', typeNames: ['Namespace', 'Query'] };

/**
 * What each level does in a collection. Rows are not among it: running a query takes rights on the tables it selects from, which no
 * collection gives.
 */
export const collectionActions: Readonly<Record<CollectionLevel, readonly Action[]>> = {
  editor: ['asset.read', ...writeActions],
  viewer: ['asset.read'],
};

/** A collection and all that lies in it. */
export function withinCollection(qualifiedName: string): Condition {
  return allOf([collectionTypes, { kind: 'under', path: qualifiedName }]);
}

/** What an entry in a collection's lists gives: editors do everything in it, viewers see it. */
export function collectionPolicy({ guid, qualifiedName, level }: HeldCollection): Policy {
  return {
    id: `collection-${level}:${guid}`,
    effect: 'allow',
    actions: collectionActions[level],
    where: withinCollection(qualifiedName),
  };
}

/** Whether the actor is an editor of the collection: by its lists, or because it made it. */
export function isCollectionEditor(
  { collections, principal }: AccessFacts,
  { guid, qualifiedName }: Pick<HeldCollection, 'guid' | 'qualifiedName'>,
): boolean {
  if (isUnder(qualifiedName, `${collectionRoot}/${principal.username}`)) return true;
  return collections.some((held) => held.guid === guid && held.level === 'editor');
}
