import { Type, type Static } from 'typebox';
import { nullable } from '../atlan/envelope.ts';
import { TokenRole } from './api-token.ts';

const tokens = {
  defaultRole: Type.Union(TokenRole.anyOf, { description: 'of a token made without a role, as over the Atlan wire' }),
  validitySecondsMax: nullable(Type.Integer({ description: 'longest validity of a new token; null: no maximum' })),
  neverExpiresAllowed: Type.Boolean({ description: 'whether a new token may have no expiry; with a maximum none may' }),
  revokeOnRetiredUse: Type.Boolean({ description: 'whether the use of a retired secret suspends its token' }),
};

const sessions = {
  confirmBeforeSecrets: Type.Boolean({ description: 'whether a session is asked for its password before a secret' }),
};

const alation = {
  enabled: Type.Boolean({ description: 'whether there are refresh and access tokens of the Alation wire at all' }),
  passwordRoute: Type.Boolean({ description: 'whether a refresh token can be made by user name and password' }),
  refreshTokenDays: Type.Integer({ minimum: 1, maximum: 3650, description: 'of refresh tokens made from now on' }),
  accessTokenHours: Type.Integer({ minimum: 1, maximum: 8760, description: 'of access tokens made from now on' }),
  regenerateGraceDays: Type.Integer({
    minimum: 0,
    maximum: 365,
    description: 'how long after its expiry a refresh token can still be regenerated; 0: not at all',
  }),
  activeAccessTokensMax: Type.Integer({
    minimum: 1,
    maximum: 100,
    description: 'access tokens of one refresh token that are active at a time; one more ends the oldest',
  }),
};

/** What holds for the whole workspace and can be changed while it runs. */
export const WorkspaceSettings = Type.Object({
  tokens: Type.Object(tokens),
  sessions: Type.Object(sessions),
  alation: Type.Object(alation),
});
export type WorkspaceSettings = Static<typeof WorkspaceSettings>;

const closed = { additionalProperties: false };

/** What is absent stays. */
export const UpdateSettingsRequest = Type.Object(
  {
    tokens: Type.Optional(Type.Partial(Type.Object(tokens), closed)),
    sessions: Type.Optional(Type.Partial(Type.Object(sessions), closed)),
    alation: Type.Optional(Type.Partial(Type.Object(alation), closed)),
  },
  closed,
);
export type UpdateSettingsRequest = Static<typeof UpdateSettingsRequest>;
