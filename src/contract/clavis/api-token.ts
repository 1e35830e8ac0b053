import { Type, type Static } from 'typebox';
import { ApiTokenRecord } from '../atlan/api-token.ts';
import { listOf } from '../atlan/envelope.ts';

/** What a token may do in the workspace beside its assets; never above its creator's own role. */
export const TokenRole = Type.Union([
  Type.Literal('none'),
  Type.Literal('read'),
  Type.Literal('default'),
  Type.Literal('admin'),
]);
export type TokenRole = Static<typeof TokenRole>;

/** `role` defaults to `none`, `validitySeconds` to 90 days; null or a negative number means no expiry. */
export const CreateNativeApiTokenRequest = Type.Object(
  {
    displayName: Type.String({ minLength: 1, maxLength: 255 }),
    description: Type.Optional(Type.String({ maxLength: 4000 })),
    role: Type.Optional(TokenRole),
    personaQualifiedNames: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 500 })),
    validitySeconds: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  },
  { additionalProperties: false },
);
export type CreateNativeApiTokenRequest = Static<typeof CreateNativeApiTokenRequest>;

/**
 * An API token as the Atlan wire shows it, with what that wire does not tell: its role and its expiry (ISO 8601 in UTC,
 * null: none).
 */
export const NativeApiToken = Type.Object({
  ...ApiTokenRecord.properties,
  role: Type.String(),
  expiresAt: Type.Union([Type.String(), Type.Null()]),
});
export type NativeApiToken = Static<typeof NativeApiToken>;

export const NativeApiTokenList = listOf(NativeApiToken);
export type NativeApiTokenList = Static<typeof NativeApiTokenList>;
