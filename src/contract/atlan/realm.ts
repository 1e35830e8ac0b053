import { Type, type Static } from 'typebox';

/** The client secret of an API token, made for this answer (docs/decisions/0020). */
export const RealmClientSecret = Type.Object({ type: Type.Literal('secret'), value: Type.String() });
export type RealmClientSecret = Static<typeof RealmClientSecret>;

export const RealmUserParameters = Type.Object({
  username: Type.String({ description: 'the exact name; of an API token the one of its service account' }),
});

/** A person or service account as the realm's own interface shows it. */
export const RealmUser = Type.Object({
  id: Type.String(),
  username: Type.String(),
  enabled: Type.Boolean(),
  emailVerified: Type.Boolean(),
  firstName: Type.String(),
  lastName: Type.String(),
  email: Type.Optional(Type.String()),
  createdTimestamp: Type.Integer({ description: 'epoch milliseconds' }),
});
export type RealmUser = Static<typeof RealmUser>;
export const RealmUserList = Type.Array(RealmUser);

export const RealmRole = Type.Object({
  id: Type.String(),
  name: Type.String(),
  composite: Type.Boolean(),
  clientRole: Type.Boolean(),
  containerId: Type.String(),
});
export const RealmRoleMappings = Type.Object({
  realmMappings: Type.Array(RealmRole),
  clientMappings: Type.Object({}),
});
export type RealmRoleMappings = Static<typeof RealmRoleMappings>;
