import { Type, type Static } from 'typebox';
import { ApiTokenRecord } from '../atlan/api-token.ts';
import { listOf, ListParameters, nullable } from '../atlan/envelope.ts';

/** What a token may do in the workspace beside its assets; never above its creator's own. */
export const TokenRole = Type.Union([
  Type.Literal('none'),
  Type.Literal('read'),
  Type.Literal('default'),
  Type.Literal('admin'),
]);
export type TokenRole = Static<typeof TokenRole>;

/** The ceiling over role and grants. An absent key limits nothing of its sort; an empty list is refused. */
export const TokenScopes = Type.Object(
  {
    readOnly: Type.Optional(Type.Boolean({ description: 'nothing that changes anything' })),
    connections: Type.Optional(
      Type.Array(Type.String({ maxLength: 512 }), {
        maxItems: 1000,
        description: 'qualified names; no asset outside these connections',
      }),
    ),
    actions: Type.Optional(
      Type.Array(Type.String({ maxLength: 64 }), {
        maxItems: 1000,
        description: 'such as `asset.read` or `workflow.submit`; nothing but these',
      }),
    ),
  },
  { additionalProperties: false },
);
export type TokenScopes = Static<typeof TokenScopes>;

const DisplayName = Type.String({ minLength: 1, maxLength: 255 });
const Description = Type.String({ maxLength: 4000 });
const PersonaNames = Type.Array(Type.String({ minLength: 1, maxLength: 512 }), { maxItems: 500 });

const terms = {
  scopes: Type.Optional(nullable(TokenScopes)),
  allowedNetworks: Type.Optional(
    nullable(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 1000, description: 'CIDR, IPv4 or IPv6' })),
  ),
  requestsPerMinute: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 1_000_000 }))),
  mayRotateItself: Type.Optional(Type.Boolean()),
};

/**
 * `role` defaults to `none`, `validitySeconds` to 90 days; null or a negative number means no expiry. Null, or nothing, in the
 * terms means no limit of that sort.
 */
export const CreateNativeApiTokenRequest = Type.Object(
  {
    displayName: DisplayName,
    description: Type.Optional(Description),
    role: Type.Optional(TokenRole),
    personaQualifiedNames: Type.Optional(PersonaNames),
    validitySeconds: Type.Optional(nullable(Type.Integer())),
    ...terms,
  },
  { additionalProperties: false },
);
export type CreateNativeApiTokenRequest = Static<typeof CreateNativeApiTokenRequest>;

/** What is absent stays; null in the terms takes the limit off. Role and expiry never change. */
export const UpdateNativeApiTokenRequest = Type.Object(
  {
    displayName: Type.Optional(DisplayName),
    description: Type.Optional(Description),
    addPersonas: Type.Optional(PersonaNames),
    removePersonas: Type.Optional(PersonaNames),
    ...terms,
    responsibleUsername: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  },
  { additionalProperties: false },
);
export type UpdateNativeApiTokenRequest = Static<typeof UpdateNativeApiTokenRequest>;

/**
 * An API token as the Atlan wire shows it, with what that wire does not tell. Times are ISO 8601 in UTC. `version` is the
 * `ETag` without its quotes; `expiresAt` null: no expiry; the use told of is the last one of any of its secrets, to the minute.
 */
export const NativeApiToken = Type.Object({
  ...ApiTokenRecord.properties,
  role: Type.String(),
  expiresAt: nullable(Type.String()),
  version: Type.Integer(),
  state: Type.String({ description: '`active`, `suspended` or `expired`' }),
  scopes: nullable(TokenScopes),
  allowedNetworks: nullable(Type.Array(Type.String())),
  requestsPerMinute: nullable(Type.Integer()),
  mayRotateItself: Type.Boolean(),
  responsible: nullable(Type.Object({ id: Type.String(), username: Type.String(), active: Type.Boolean() })),
  isOwnerless: Type.Boolean({ description: 'nobody who could act answers for it' }),
  suspension: nullable(
    Type.Object({ at: nullable(Type.String()), by: nullable(Type.String()), reason: nullable(Type.String()) }),
  ),
  lastUsed: nullable(
    Type.Object({ at: Type.String(), network: nullable(Type.String()), client: nullable(Type.String()) }),
  ),
  useCount: Type.Integer(),
});
export type NativeApiToken = Static<typeof NativeApiToken>;

/** The answer to a change: the record, and the qualified names of the personas that it linked and unlinked. */
export const UpdatedNativeApiToken = Type.Object({
  ...NativeApiToken.properties,
  linked: Type.Array(Type.String()),
  unlinked: Type.Array(Type.String()),
});
export type UpdatedNativeApiToken = Static<typeof UpdatedNativeApiToken>;

export const NativeApiTokenParameters = Type.Object({
  ...ListParameters.properties,
  ownerless: Type.Optional(Type.Boolean({ description: 'only tokens that nobody who could act answers for' })),
  expiresWithinDays: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 36_500, description: 'only these, and those expired in the last 90 days' }),
  ),
});

export const NativeApiTokenList = listOf(NativeApiToken);
export type NativeApiTokenList = Static<typeof NativeApiTokenList>;
