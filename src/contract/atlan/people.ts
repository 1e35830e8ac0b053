import { Type, type Static } from 'typebox';
import { nullable } from './envelope.ts';

const optionalText = Type.Optional(nullable(Type.String()));
const optionalTexts = Type.Optional(nullable(Type.Array(Type.String())));
const ids = Type.Array(Type.String(), { maxItems: 1000 });

/** COMPAT: one generation of the clients writes these keys in snake case (Atlan wire, inviting users). */
const Invite = Type.Object({
  email: Type.String(),
  roleName: optionalText,
  roleId: optionalText,
  role_name: optionalText,
  role_id: optionalText,
});

export const InviteUsersRequest = Type.Object({ users: Type.Array(Invite, { minItems: 1 }) });
export type InviteUsersRequest = Static<typeof InviteUsersRequest>;

/** No client reads it; `isNew` is false for who was there before. */
export const InvitedUsers = Type.Object({
  users: Type.Array(
    Type.Object({ id: Type.String(), username: Type.String(), email: Type.String(), isNew: Type.Boolean() }),
  ),
});
export type InvitedUsers = Static<typeof InvitedUsers>;

/** Part of a user as clients read it; null and what is not named here stay as they are. */
export const UpdateUserRequest = Type.Object({
  firstName: optionalText,
  lastName: optionalText,
  email: optionalText,
  attributes: Type.Optional(
    nullable(
      Type.Object({
        designation: optionalTexts,
        skills: optionalTexts,
        slack: optionalTexts,
        jira: optionalTexts,
        profileRole: optionalTexts,
        profileRoleOther: optionalTexts,
        flags: optionalTexts,
      }),
    ),
  ),
});
export type UpdateUserRequest = Static<typeof UpdateUserRequest>;

export const ChangeUserRoleRequest = Type.Object({ roleId: optionalText, role_id: optionalText });
export type ChangeUserRoleRequest = Static<typeof ChangeUserRoleRequest>;

export const AddUserToGroupsRequest = Type.Object({ groups: ids });
export type AddUserToGroupsRequest = Static<typeof AddUserToGroupsRequest>;

/** A live browser session; times are epoch milliseconds. */
export const UserSession = Type.Object({
  id: Type.String(),
  userId: Type.String(),
  username: Type.String(),
  ipAddress: Type.String(),
  start: Type.Integer(),
  lastAccess: Type.Integer(),
  clients: Type.Record(Type.String(), Type.String()),
});
export type UserSession = Static<typeof UserSession>;
export const UserSessions = Type.Array(UserSession);

/** Lists of one text each, as clients read and send them; the others are the server's. */
const GroupAttributes = Type.Object({
  alias: optionalTexts,
  description: optionalTexts,
  isDefault: optionalTexts,
  is_default: optionalTexts,
});
export type GroupAttributes = Static<typeof GroupAttributes>;

export const CreateGroupRequest = Type.Object({
  group: Type.Object({ name: Type.String(), attributes: Type.Optional(nullable(GroupAttributes)) }),
  users: Type.Optional(nullable(ids)),
});
export type CreateGroupRequest = Static<typeof CreateGroupRequest>;

/** Who was put into the group: status 200, or 404 for an id that is nobody's. */
export const CreatedGroup = Type.Object({
  group: Type.String(),
  users: Type.Record(Type.String(), Type.Object({ status: Type.Integer(), statusMessage: Type.String() })),
});
export type CreatedGroup = Static<typeof CreatedGroup>;

/** Part of a group as clients read it; what is sent inside `attributes` is merged into what there is. */
export const UpdateGroupRequest = Type.Object({
  name: optionalText,
  alias: optionalText,
  attributes: Type.Optional(nullable(GroupAttributes)),
});
export type UpdateGroupRequest = Static<typeof UpdateGroupRequest>;

export const RemoveMembersRequest = Type.Object({ users: ids });
export type RemoveMembersRequest = Static<typeof RemoveMembersRequest>;
