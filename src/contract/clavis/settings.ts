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

/** What holds for the whole workspace and can be changed while it runs. */
export const WorkspaceSettings = Type.Object({ tokens: Type.Object(tokens), sessions: Type.Object(sessions) });
export type WorkspaceSettings = Static<typeof WorkspaceSettings>;

const closed = { additionalProperties: false };

/** What is absent stays. */
export const UpdateSettingsRequest = Type.Object(
  {
    tokens: Type.Optional(Type.Partial(Type.Object(tokens), closed)),
    sessions: Type.Optional(Type.Partial(Type.Object(sessions), closed)),
  },
  closed,
);
export type UpdateSettingsRequest = Static<typeof UpdateSettingsRequest>;
