import { Type, type Static } from 'typebox';
import { ListParameters, listOf } from './envelope.ts';
import { LoginEvent } from './event.ts';

const listsOfText = Type.Record(Type.String(), Type.Array(Type.String()));

const NamedPersona = Type.Object({
  id: Type.String(),
  name: Type.String(),
  displayName: Type.String(),
  qualifiedName: Type.String(),
});

/** A user (Atlan wire, user object). Every value of `attributes` is a list of texts; times are epoch milliseconds. */
export const UserRecord = Type.Object({
  id: Type.String(),
  username: Type.String(),
  email: Type.String(),
  emailVerified: Type.Boolean(),
  enabled: Type.Boolean(),
  firstName: Type.String(),
  lastName: Type.String(),
  createdTimestamp: Type.Integer(),
  lastLoginTime: Type.Optional(Type.Integer()),
  groupCount: Type.Integer(),
  workspaceRole: Type.String(),
  roles: Type.Array(Type.String()),
  defaultRoles: Type.Array(Type.String()),
  isLocked: Type.Boolean(),
  status: Type.String(),
  isScimUser: Type.Boolean(),
  attributes: listsOfText,
  personas: Type.Array(NamedPersona),
  purposes: Type.Array(Type.Unknown()),
  loginEvents: Type.Array(LoginEvent),
  adminEvents: Type.Array(Type.Unknown()),
});
export type UserRecord = Static<typeof UserRecord>;
/** With `columns` the users of a list carry only their id, their user name and the named members. */
export const UserParameters = Type.Object({
  ...ListParameters.properties,
  columns: Type.Optional(Type.Array(Type.String())),
  maxLoginEvents: Type.Optional(Type.Integer({ minimum: 0, description: 'of each user, the newest; 1 when absent' })),
});
export const UserList = listOf(UserRecord);
export type UserList = Static<typeof UserList>;

/** The user behind a credential; for an API token `service-account-apikey-…` and the service account's own id. */
export const CurrentUser = Type.Object({
  id: Type.String(),
  username: Type.String(),
  email: Type.String(),
  emailVerified: Type.Boolean(),
  enabled: Type.Boolean(),
  firstName: Type.String(),
  lastName: Type.String(),
  attributes: listsOfText,
  createdTimestamp: Type.Integer(),
  totp: Type.Boolean(),
  disableableCredentialTypes: Type.Array(Type.String()),
  requiredActions: Type.Array(Type.String()),
  access: Type.Record(Type.String(), Type.Boolean()),
});
export type CurrentUser = Static<typeof CurrentUser>;

const NamedRole = Type.Object({ id: Type.String(), name: Type.String() });

/** Name, roles, groups and personas behind a credential. Clients choose workflow paths by the role names. */
export const WhoAmI = Type.Object({
  userId: Type.String(),
  username: Type.String(),
  workspaceRole: Type.String(),
  roles: Type.Array(NamedRole),
  /** Of API tokens without any role absent. */
  assignedRole: Type.Optional(NamedRole),
  defaultRoles: Type.Array(Type.String()),
  /** Always empty: what a role may do is the same everywhere. */
  decentralizedRoles: Type.Array(Type.Unknown()),
  permissions: Type.Array(Type.String()),
  groups: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), path: Type.String() })),
  personas: Type.Array(NamedPersona),
  purposes: Type.Array(Type.Unknown()),
});
export type WhoAmI = Static<typeof WhoAmI>;

/** A group (Atlan wire, groups): `name` is internal, `alias` is for people; attribute values are lists of texts. */
export const GroupRecord = Type.Object({
  id: Type.String(),
  name: Type.String(),
  alias: Type.String(),
  path: Type.String(),
  userCount: Type.Integer(),
  roles: Type.Null(),
  decentralizedRoles: Type.Null(),
  attributes: listsOfText,
  personas: Type.Array(NamedPersona),
  purposes: Type.Array(Type.Unknown()),
});
export type GroupRecord = Static<typeof GroupRecord>;

/** With `columns` the groups of a list carry only their id, their name and the named members. */
export const GroupParameters = Type.Object({
  ...ListParameters.properties,
  columns: Type.Optional(Type.Array(Type.String())),
});
export const GroupList = listOf(GroupRecord);
export type GroupList = Static<typeof GroupList>;

/** A workspace role; its id, not its name, is what `adminRoles` of an asset holds. */
export const RoleRecord = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  clientRole: Type.Boolean(),
  level: Type.String(),
  memberCount: Type.String(),
  userCount: Type.String(),
});
export type RoleRecord = Static<typeof RoleRecord>;
export const RoleList = listOf(RoleRecord);
export type RoleList = Static<typeof RoleList>;
