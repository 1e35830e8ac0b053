import type { OperationId } from '../../src/contract/index.ts';
import { nobody, path, type RouteCase } from './route-case.ts';

function onCollection(id: OperationId, body?: object): Pick<RouteCase, 'existing' | 'missing'> {
  const call = (guid: string) => ({ url: path(id, guid), ...(body === undefined ? {} : { body }) });
  return { existing: ({ collection }) => call(collection.guid), missing: () => call(nobody) };
}

/** The admin's token made the collection; it is private, and who is not in it does not learn that it is there. */
const forItsMaker = { none: 404, default: 404, admin: [200, 404] } as const;
const viewers = { viewers: { users: ['ada'] } };

/** Members of query collections, one at a time. */
export const collectionRouteCases = {
  listCollectionMembers: { ...onCollection('listCollectionMembers'), ...forItsMaker },
  addCollectionMembers: { ...onCollection('addCollectionMembers', viewers), ...forItsMaker },
  removeCollectionMembers: { ...onCollection('removeCollectionMembers', viewers), ...forItsMaker },
} as const satisfies Partial<Record<OperationId, RouteCase>>;
