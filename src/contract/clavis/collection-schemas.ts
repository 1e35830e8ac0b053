import {
  ChangeCollectionMembersRequest,
  CollectionMemberList,
  CollectionMembersAdded,
  CollectionMembersRemoved,
} from './collection-member.ts';

/** The shapes of `collectionOperations`. */
export const collectionSchemas = {
  listCollectionMembers: { response: CollectionMemberList },
  addCollectionMembers: { body: ChangeCollectionMembersRequest, response: CollectionMembersAdded },
  removeCollectionMembers: { body: ChangeCollectionMembersRequest, response: CollectionMembersRemoved },
} as const;
