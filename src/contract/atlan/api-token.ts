import { Type, type Static } from 'typebox';
import { listOf, nullable } from './envelope.ts';

/** A persona as an API token names it; all three keys are always filled. */
export const TokenPersona = Type.Object({
  id: Type.String(),
  persona: Type.String(),
  personaQualifiedName: Type.String(),
});

/**
 * An API token (Atlan wire, API tokens). Lifespan and creation time are digit strings: seconds and epoch milliseconds.
 * `accessToken` is the secret and stands only in the answer to create.
 */
export const ApiTokenRecord = Type.Object({
  id: Type.String(),
  clientId: Type.String({ description: '`apikey-<uuid>`; the user name is `service-account-` and this' }),
  displayName: Type.String(),
  attributes: Type.Object({
    'access.token.lifespan': Type.String(),
    accessToken: Type.Optional(Type.String()),
    createdAt: Type.String(),
    createdBy: Type.String(),
    clientId: Type.String(),
    displayName: Type.String(),
    description: Type.String(),
    personas: Type.Array(TokenPersona),
    purposes: Type.Array(Type.Unknown()),
    personaQualifiedName: Type.Array(TokenPersona),
    workspacePermissions: Type.Array(Type.String()),
  }),
});
export type ApiTokenRecord = Static<typeof ApiTokenRecord>;

/** The answer to update: the record, and the qualified names of the personas that the complete set unlinked. */
export const UpdatedApiTokenRecord = Type.Object({
  ...ApiTokenRecord.properties,
  unlinked: Type.Array(Type.String()),
});
export type UpdatedApiTokenRecord = Static<typeof UpdatedApiTokenRecord>;

export const ApiTokenList = listOf(ApiTokenRecord);
export type ApiTokenList = Static<typeof ApiTokenList>;

/**
 * COMPAT: one client sends a blank for an absent description, another `personas: []` beside the qualified names, a third
 * a null or negative validity for "never"; unknown keys are ignored because each generation adds some.
 */
export const CreateApiTokenRequest = Type.Object({
  displayName: Type.String({ minLength: 1, maxLength: 255 }),
  description: Type.Optional(nullable(Type.String({ maxLength: 4000 }))),
  personaQualifiedNames: Type.Optional(nullable(Type.Array(Type.String({ minLength: 1 }), { maxItems: 500 }))),
  validitySeconds: Type.Optional(
    nullable(Type.Integer({ description: 'negative, null or absent: no expiry; 0 is refused' })),
  ),
});
export type CreateApiTokenRequest = Static<typeof CreateApiTokenRequest>;

/** The personas are the complete set: `[]` removes all, an absent key leaves them; the validity never changes here. */
export const UpdateApiTokenRequest = Type.Object({
  displayName: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 255 }))),
  description: Type.Optional(nullable(Type.String({ maxLength: 4000 }))),
  personaQualifiedNames: Type.Optional(nullable(Type.Array(Type.String({ minLength: 1 }), { maxItems: 500 }))),
});
export type UpdateApiTokenRequest = Static<typeof UpdateApiTokenRequest>;
