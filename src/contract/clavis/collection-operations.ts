import type { Operation } from '../operation.ts';

const members = '/api/clavis/v1/collections/{collection}/members';

/** Who is in a query collection, one at a time. */
export const collectionOperations = {
  listCollectionMembers: {
    method: 'GET',
    path: members,
    tag: 'collections',
    summary: 'Who may edit and who may see a query collection, by its guid or URL-encoded qualified name',
    access: 'principal',
    capability: 'may read the collection',
  },
  addCollectionMembers: {
    method: 'POST',
    path: members,
    tag: 'collections',
    summary:
      'Add editors and viewers to a query collection and leave all others alone; who is there already is no fault',
    access: 'principal',
    capability: 'editor of the collection, holding on all of it what the level gives; no token itself',
  },
  removeCollectionMembers: {
    method: 'DELETE',
    path: members,
    tag: 'collections',
    summary: 'Take editors and viewers out of a query collection, by a body as for adding; its maker stays',
    access: 'principal',
    capability: 'editor of the collection',
  },
} as const satisfies Record<string, Operation>;
