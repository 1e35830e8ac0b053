import { Type, type Static } from 'typebox';
import { nullable } from '../atlan/envelope.ts';

/** A whole number, or the same as text: forms have nothing else, and some clients read it from a file (Alation wire, transport rules). */
export const UserId = Type.Union([
  Type.Integer({ minimum: 0, maximum: 999_999_999_999_999 }),
  Type.String({ pattern: '^[0-9]{1,15}$' }),
]);
export type UserId = Static<typeof UserId>;

/** What nobody asked for in a body is ignored (Alation wire, transport rules). */
const required = Type.String({ minLength: 1, maxLength: 10_000 });

export const CreateRefreshTokenRequest = Type.Object({ username: required, password: required, name: required });
export type CreateRefreshTokenRequest = Static<typeof CreateRefreshTokenRequest>;

/** The owner's number is proof too: a right token with another number is no token. */
export const RefreshTokenRequest = Type.Object({ refresh_token: required, user_id: UserId });
export type RefreshTokenRequest = Static<typeof RefreshTokenRequest>;

export const AccessTokenRequest = Type.Object({ api_access_token: required, user_id: UserId });
export type AccessTokenRequest = Static<typeof AccessTokenRequest>;

const TokenStatus = Type.String({ description: '`ACTIVE`: every other state is answered 401' });

/** A refresh token (Alation wire, objects). Times are ISO 8601 in UTC with a fraction. */
export const AlationRefreshToken = Type.Object({
  refresh_token: Type.String({ description: 'the secret; shown when it is made, and repeated to who asks about it' }),
  user_id: Type.Integer(),
  created_at: Type.String(),
  token_expires_at: Type.String(),
  token_status: TokenStatus,
  last_used_at: nullable(Type.String({ description: 'when an access token was made from it last' })),
  name: Type.String(),
});
export type AlationRefreshToken = Static<typeof AlationRefreshToken>;

/** An API access token (Alation wire, objects). */
export const AlationAccessToken = Type.Object({
  api_access_token: Type.String({ description: 'as of a refresh token' }),
  user_id: Type.Integer(),
  created_at: Type.String(),
  token_expires_at: Type.String(),
  token_status: TokenStatus,
});
export type AlationAccessToken = Static<typeof AlationAccessToken>;

export const AlationDetail = Type.Object({ detail: Type.String() });
export type AlationDetail = Static<typeof AlationDetail>;
