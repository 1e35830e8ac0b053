import { Type, type Static } from 'typebox';

/** The fields of a client that proves itself in the form; HTTP Basic stands for both. Every one may be missing: which, is for the protocol to say. */
const clientFields = {
  client_id: Type.Optional(Type.String({ maxLength: 255 })),
  client_secret: Type.Optional(Type.String({ maxLength: 1024 })),
};

/** Unknown fields, such as `scope`, are ignored. */
export const SignedTokenRequest = Type.Object({
  grant_type: Type.Optional(Type.String({ description: '`client_credentials`' })),
  ...clientFields,
});
export type SignedTokenRequest = Static<typeof SignedTokenRequest>;

/** `access_token` is a JWT (RFC 9068), shown this once; `expires_in` is in seconds. */
export const SignedToken = Type.Object({
  access_token: Type.String(),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer(),
});
export type SignedToken = Static<typeof SignedToken>;

export const IntrospectionParameters = Type.Object({
  verify_token: Type.Optional(Type.String({ description: 'accepted; the token is verified either way' })),
});

export const IntrospectionRequest = Type.Object({
  token: Type.Optional(Type.String({ maxLength: 8192 })),
  token_type_hint: Type.Optional(Type.String({ description: '`access_token`; any other is ignored' })),
  ...clientFields,
});
export type IntrospectionRequest = Static<typeof IntrospectionRequest>;

/** `active` alone for whatever is no live token; else the claims of the token beside it (RFC 7662). */
export const Introspection = Type.Object({ active: Type.Boolean() });
export type Introspection = Static<typeof Introspection>;

export const SignedTokenKeys = Type.Object({ keys: Type.Array(Type.Object({})) });
export type SignedTokenKeys = Static<typeof SignedTokenKeys>;
