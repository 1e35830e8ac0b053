import {
  AccessTokenRequest,
  AlationAccessToken,
  AlationDetail,
  AlationRefreshToken,
  CreateRefreshTokenRequest,
  RefreshTokenRequest,
} from './token.ts';

/** The schemas of `alationTokenOperations`, by operation. */
export const alationTokenSchemas = {
  createRefreshToken: { body: CreateRefreshTokenRequest, response: AlationRefreshToken },
  regenRefreshToken: { body: RefreshTokenRequest, response: AlationRefreshToken },
  validateRefreshToken: { body: RefreshTokenRequest, response: AlationRefreshToken },
  createApiAccessToken: { body: RefreshTokenRequest, response: AlationAccessToken },
  validateApiAccessToken: { body: AccessTokenRequest, response: AlationAccessToken },
  revokeApiAccessTokens: { body: RefreshTokenRequest, response: AlationDetail },
} as const;
