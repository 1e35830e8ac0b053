import { Type, type Static } from 'typebox';
import { nullable } from '../atlan/envelope.ts';

const strict = { additionalProperties: false } as const;
const names = Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 500 });

/**
 * Who is meant at one level: people by username; groups by name or id; API tokens and OAuth clients by username (`service-account-…`),
 * client id or guid.
 */
const memberNames = Type.Object(
  { users: Type.Optional(names), groups: Type.Optional(names), tokens: Type.Optional(names) },
  strict,
);

export const ChangeCollectionMembersRequest = Type.Object(
  { editors: Type.Optional(memberNames), viewers: Type.Optional(memberNames) },
  strict,
);
export type ChangeCollectionMembersRequest = Static<typeof ChangeCollectionMembersRequest>;

/** An entry of the lists: a username or the name of a group. */
export const CollectionMemberEntry = Type.Object({
  level: Type.String({ description: '`editor` or `viewer`' }),
  kind: Type.String({ description: '`user`, `token`, `client` or `group`' }),
  name: Type.String(),
});
export type CollectionMemberEntry = Static<typeof CollectionMemberEntry>;

/** `version` is that of the collection, which is the ETag too. */
export const CollectionMemberList = Type.Object({
  collection: Type.Object({ guid: Type.String(), qualifiedName: Type.String(), name: Type.String() }),
  version: Type.Integer(),
  members: Type.Array(
    Type.Object({
      ...CollectionMemberEntry.properties,
      displayName: nullable(Type.String({ description: 'of a token, client or group' })),
      living: Type.Boolean({ description: 'false: nobody is behind it any more' }),
    }),
  ),
});
export type CollectionMemberList = Static<typeof CollectionMemberList>;

export const CollectionMembersAdded = Type.Object({
  added: Type.Array(CollectionMemberEntry),
  alreadyThere: Type.Array(CollectionMemberEntry),
});
export type CollectionMembersAdded = Static<typeof CollectionMembersAdded>;

export const CollectionMembersRemoved = Type.Object({
  removed: Type.Array(CollectionMemberEntry),
  notThere: Type.Array(CollectionMemberEntry),
});
export type CollectionMembersRemoved = Static<typeof CollectionMembersRemoved>;
