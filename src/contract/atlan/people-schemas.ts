import { CurrentUser, GroupList, GroupParameters, UserList, UserParameters } from './directory.ts';
import {
  AddUserToGroupsRequest,
  ChangeUserRoleRequest,
  CreatedGroup,
  CreateGroupRequest,
  InvitedUsers,
  InviteUsersRequest,
  RemoveMembersRequest,
  UpdateGroupRequest,
  UpdateUserRequest,
  UserSessions,
} from './people.ts';

/** The shapes of `peopleOperations`. What has no response answers 200 with an empty body, which every client accepts. */
export const peopleSchemas = {
  inviteUsers: { body: InviteUsersRequest, response: InvitedUsers },
  updateUser: { body: UpdateUserRequest, response: CurrentUser },
  changeUserRole: { body: ChangeUserRoleRequest },
  listUserGroups: { query: GroupParameters, response: GroupList },
  addUserToGroups: { body: AddUserToGroupsRequest },
  listUserSessions: { response: UserSessions },
  deleteUser: {},
  createGroup: { body: CreateGroupRequest, response: CreatedGroup },
  updateGroup: { body: UpdateGroupRequest },
  deleteGroup: {},
  listGroupMembers: { query: UserParameters, response: UserList },
  removeGroupMembers: { body: RemoveMembersRequest },
} as const;
