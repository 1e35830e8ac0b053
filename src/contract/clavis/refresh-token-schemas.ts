import {
  AccessTokensRevoked,
  CreatedAccessToken,
  CreatedRefreshToken,
  CreateOwnRefreshTokenRequest,
  NativeRefreshToken,
  OwnRefreshTokens,
  RefreshTokenList,
  RefreshTokenParameters,
  RefreshTokensRevoked,
} from './refresh-token.ts';

/** The schemas of `refreshTokenOperations`, by operation. */
export const refreshTokenSchemas = {
  listOwnRefreshTokens: { response: OwnRefreshTokens },
  createOwnRefreshToken: { body: CreateOwnRefreshTokenRequest, response: CreatedRefreshToken },
  createOwnAccessToken: { response: CreatedAccessToken },
  regenerateOwnRefreshToken: { response: CreatedRefreshToken },
  revokeRefreshToken: { response: NativeRefreshToken },
  endAccessTokens: { response: AccessTokensRevoked },
  listAllRefreshTokens: { query: RefreshTokenParameters, response: RefreshTokenList },
  listRefreshTokensOfUser: { response: OwnRefreshTokens },
  revokeRefreshTokensOfUser: { response: RefreshTokensRevoked },
} as const;
