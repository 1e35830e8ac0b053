import { Type } from 'typebox';
import { FullVersion, License, UserInfo, UserListParameters, UserV1, UserV2 } from './user.ts';

/** The schemas of people and of what the server says of itself. */
export const userSchemas = {
  getAlationUserInfo: { response: UserInfo },
  listUsersV2: { query: UserListParameters, response: Type.Array(UserV2) },
  getUserV2: { response: UserV2 },
  listUsersV1: { query: UserListParameters, response: Type.Array(UserV1) },
  getUserV1: { response: UserV1 },
  getFullVersion: { response: FullVersion },
  getLicense: { response: License },
} as const;
