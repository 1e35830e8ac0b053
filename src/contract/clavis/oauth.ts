import { Type, type Static } from 'typebox';
import { listOf, nullable } from '../atlan/envelope.ts';
import { OauthClientRecord } from '../atlan/oauth-client.ts';

const strict = { additionalProperties: false } as const;

const asked = {
  clientId: Type.String(),
  clientName: Type.String(),
  scopes: Type.Array(Type.String()),
  address: nullable(Type.String({ description: 'the network address that asked' })),
  client: nullable(Type.String({ description: 'what the program that asked calls itself' })),
  expiresAt: Type.String({ description: 'ISO 8601 in UTC' }),
};

/** What a client asks of the person in the browser. `redirectTo` is the host and port that the answer goes to. */
export const OauthInteraction = Type.Object({ uid: Type.String(), ...asked, redirectTo: Type.String() });
export type OauthInteraction = Static<typeof OauthInteraction>;

/** Where the browser goes on: a path of this server. */
export const OauthDecision = Type.Object({ redirectTo: Type.String() });
export type OauthDecision = Static<typeof OauthDecision>;

export const DeviceCodeRequest = Type.Object({ userCode: Type.String({ minLength: 1, maxLength: 64 }) }, strict);
export type DeviceCodeRequest = Static<typeof DeviceCodeRequest>;

/** A device that waits for the person's yes. `place` is told only where the server knows the places of networks; it knows none. */
export const DeviceRequest = Type.Object({
  userCode: Type.String(),
  ...asked,
  place: Type.String(),
  requestedAt: Type.String({ description: 'ISO 8601 in UTC' }),
});
export type DeviceRequest = Static<typeof DeviceRequest>;

export const OauthGrant = Type.Object({
  id: Type.String(),
  clientId: Type.String(),
  clientName: Type.String(),
  scopes: Type.Array(Type.String()),
  createdAt: Type.String({ description: 'ISO 8601 in UTC' }),
  expiresAt: Type.String({ description: 'ISO 8601 in UTC' }),
});
export type OauthGrant = Static<typeof OauthGrant>;
export const OauthGrantList = Type.Object({ grants: Type.Array(OauthGrant) });
export type OauthGrantList = Static<typeof OauthGrantList>;

/** An OAuth client as the Atlan wire shows it, with what that wire does not tell. */
export const NativeOauthClient = Type.Object({
  ...OauthClientRecord.properties,
  signedTokenSeconds: Type.Integer({ description: 'how long a signed access token of it lives' }),
  exchangeRoleMax: nullable(Type.String({ description: 'it may act for people up to this role; null: for nobody' })),
  lastUsedAt: nullable(Type.String({ description: 'ISO 8601 in UTC' })),
});
export type NativeOauthClient = Static<typeof NativeOauthClient>;
export const NativeOauthClientList = listOf(NativeOauthClient);
export type NativeOauthClientList = Static<typeof NativeOauthClientList>;

/** `overlapSeconds`: how long the secret before goes on working at most, 0 to 30 days; a day when absent. */
export const RotateOauthClientRequest = Type.Object({ overlapSeconds: Type.Optional(Type.Integer()) }, strict);
export type RotateOauthClientRequest = Static<typeof RotateOauthClientRequest>;

/** `clientSecret` is shown this once; `predecessorEndsAt` is null when the one before has ended. */
export const RotatedOauthClient = Type.Object({
  clientId: Type.String(),
  clientSecret: Type.String(),
  predecessorEndsAt: nullable(Type.String({ description: 'ISO 8601 in UTC' })),
});
export type RotatedOauthClient = Static<typeof RotatedOauthClient>;

export const ExchangeRightRequest = Type.Object(
  { roleMax: nullable(Type.Union([Type.Literal('guest'), Type.Literal('member'), Type.Literal('admin')])) },
  strict,
);
export type ExchangeRightRequest = Static<typeof ExchangeRightRequest>;

/** Whole seconds, 300 to 259200. */
export const SignedTokenDurationRequest = Type.Object({ seconds: Type.Integer() }, strict);
export type SignedTokenDurationRequest = Static<typeof SignedTokenDurationRequest>;

/** How many were live. */
export const EndedClientTokens = Type.Object({ ended: Type.Integer() });
export type EndedClientTokens = Static<typeof EndedClientTokens>;

export const SigningKeyAdded = Type.Object({ id: Type.String() });
export type SigningKeyAdded = Static<typeof SigningKeyAdded>;
