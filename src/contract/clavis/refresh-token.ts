import { Type, type Static } from 'typebox';
import { listOf, ListParameters, nullable } from '../atlan/envelope.ts';

const State = Type.String({ description: '`active`, `expired` or `revoked`' });

/**
 * A refresh token of the Alation wire without its secret. Times are ISO 8601 in UTC; `userId` is the number of its owner, which goes with
 * the secret wherever that is sent; `regeneratedFrom` is the token whose place it took; `accessToken` is the one made last, null when
 * none ever was.
 */
export const NativeRefreshToken = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  state: State,
  username: Type.String({ description: 'of the owner' }),
  userId: Type.Integer(),
  createdAt: Type.String(),
  expiresAt: Type.String(),
  daysLeft: Type.Integer({ description: 'whole days until the expiry, rounded up; 0 when it is over' }),
  lastUsedAt: nullable(Type.String({ description: 'when an access token was made from it last' })),
  regeneratedFrom: nullable(Type.Integer()),
  accessToken: nullable(Type.Object({ state: State, createdAt: Type.String(), expiresAt: Type.String() })),
});
export type NativeRefreshToken = Static<typeof NativeRefreshToken>;

/** The newest first. */
export const OwnRefreshTokens = Type.Object({ refreshTokens: Type.Array(NativeRefreshToken) });
export type OwnRefreshTokens = Static<typeof OwnRefreshTokens>;

/** A new refresh token with its secret, shown this once. */
export const CreatedRefreshToken = Type.Object({ ...NativeRefreshToken.properties, secret: Type.String() });
export type CreatedRefreshToken = Static<typeof CreatedRefreshToken>;

/** A new access token, shown this once; `superseded` is how many others ended for it. */
export const CreatedAccessToken = Type.Object({
  secret: Type.String(),
  userId: Type.Integer(),
  name: Type.String({ description: 'of its refresh token' }),
  createdAt: Type.String(),
  expiresAt: Type.String(),
  superseded: Type.Integer(),
});
export type CreatedAccessToken = Static<typeof CreatedAccessToken>;

export const CreateOwnRefreshTokenRequest = Type.Object(
  { name: Type.String({ maxLength: 10_000, description: '1 to 255 characters; blanks around it are left out' }) },
  { additionalProperties: false },
);
export type CreateOwnRefreshTokenRequest = Static<typeof CreateOwnRefreshTokenRequest>;

export const AccessTokensRevoked = Type.Object({ accessTokensRevoked: Type.Integer() });
export type AccessTokensRevoked = Static<typeof AccessTokensRevoked>;

export const RefreshTokensRevoked = Type.Object({ refreshTokensRevoked: Type.Integer() });
export type RefreshTokensRevoked = Static<typeof RefreshTokensRevoked>;

export const RefreshTokenParameters = ListParameters;

export const RefreshTokenList = listOf(NativeRefreshToken);
export type RefreshTokenList = Static<typeof RefreshTokenList>;
