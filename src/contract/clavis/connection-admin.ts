import { Type, type Static } from 'typebox';
import { nullable } from '../atlan/envelope.ts';

const names = Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 500 });

/**
 * Who is meant: people by username; groups by name or id; roles by id or name (`$admin`); API tokens and OAuth clients by username
 * (`service-account-…`), client id or guid.
 */
export const ChangeConnectionAdminsRequest = Type.Object(
  {
    users: Type.Optional(names),
    groups: Type.Optional(names),
    roles: Type.Optional(names),
    tokens: Type.Optional(names),
  },
  { additionalProperties: false },
);
export type ChangeConnectionAdminsRequest = Static<typeof ChangeConnectionAdminsRequest>;

/** An entry of the admin lists: a username, the name of a group or the id of a role. */
export const ConnectionAdminEntry = Type.Object({
  kind: Type.String({ description: '`user`, `token`, `client`, `group` or `role`' }),
  name: Type.String(),
});
export type ConnectionAdminEntry = Static<typeof ConnectionAdminEntry>;

/** `version` is that of the connection, which is the ETag too. */
export const ConnectionAdminList = Type.Object({
  connection: Type.Object({ guid: Type.String(), qualifiedName: Type.String() }),
  version: Type.Integer(),
  admins: Type.Array(
    Type.Object({
      ...ConnectionAdminEntry.properties,
      displayName: nullable(Type.String({ description: 'of a token, client, group or role' })),
      living: Type.Boolean({ description: 'false: nobody is behind it any more' }),
    }),
  ),
});
export type ConnectionAdminList = Static<typeof ConnectionAdminList>;

export const ConnectionAdminsAdded = Type.Object({
  added: Type.Array(ConnectionAdminEntry),
  alreadyThere: Type.Array(ConnectionAdminEntry),
});
export type ConnectionAdminsAdded = Static<typeof ConnectionAdminsAdded>;

export const ConnectionAdminsRemoved = Type.Object({
  removed: Type.Array(ConnectionAdminEntry),
  notThere: Type.Array(ConnectionAdminEntry),
});
export type ConnectionAdminsRemoved = Static<typeof ConnectionAdminsRemoved>;
