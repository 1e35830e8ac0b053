import { Type, type Static } from 'typebox';
import { listOf, nullable } from './envelope.ts';

/** An OAuth client (Atlan wire, OAuth client management). Times are ISO 8601 texts: numbers break one client. */
export const OauthClientRecord = Type.Object({
  id: Type.String(),
  clientId: Type.String({ description: '`oauth-client-<uuid>`; the user name is `service-account-` and this' }),
  displayName: Type.String(),
  description: Type.String(),
  role: nullable(Type.String({ description: 'the wire name of the role, such as `$admin`' })),
  personaQNs: Type.Array(Type.String()),
  tokenExpirySeconds: Type.Integer(),
  createdAt: Type.String(),
  createdBy: Type.String(),
  updatedAt: Type.String(),
  updatedBy: Type.String(),
});
export type OauthClientRecord = Static<typeof OauthClientRecord>;

export const OauthClientList = listOf(OauthClientRecord);
export type OauthClientList = Static<typeof OauthClientList>;

/** COMPAT: one client sends null where another sends nothing; unknown keys are ignored. */
export const CreateOauthClientRequest = Type.Object({
  displayName: Type.String({ minLength: 1, maxLength: 255 }),
  description: Type.Optional(nullable(Type.String({ maxLength: 4000 }))),
  role: Type.String({ description: '`$admin`, `$member`, `$guest` or `$api-token-default-access`' }),
  personaQNs: Type.Optional(nullable(Type.Array(Type.String({ minLength: 1 }), { maxItems: 500 }))),
});
export type CreateOauthClientRequest = Static<typeof CreateOauthClientRequest>;

/** The only answer that holds the client secret. */
export const CreatedOauthClient = Type.Object({ ...OauthClientRecord.properties, clientSecret: Type.String() });
export type CreatedOauthClient = Static<typeof CreatedOauthClient>;

/** What is absent or null stays; `personaQNs`, where given, is the complete set. */
export const UpdateOauthClientRequest = Type.Object({
  displayName: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 255 }))),
  description: Type.Optional(nullable(Type.String({ maxLength: 4000 }))),
  personaQNs: Type.Optional(nullable(Type.Array(Type.String({ minLength: 1 }), { maxItems: 500 }))),
});
export type UpdateOauthClientRequest = Static<typeof UpdateOauthClientRequest>;

export const OauthClientTokenRequest = Type.Object({
  clientId: Type.String({ minLength: 1, maxLength: 255 }),
  clientSecret: Type.String({ minLength: 1, maxLength: 1024 }),
});
export type OauthClientTokenRequest = Static<typeof OauthClientTokenRequest>;

/** COMPAT: camel case; one client reads nothing else. */
export const OauthClientToken = Type.Object({
  accessToken: Type.String(),
  tokenType: Type.String(),
  expiresIn: Type.Integer(),
  scope: Type.String(),
});
export type OauthClientToken = Static<typeof OauthClientToken>;
