import { Type, type Static } from 'typebox';
import { nullable } from '../atlan/envelope.ts';

/** How long the secret before goes on working at most: 0 to 30 days, 86400 when absent. */
export const RotateApiTokenRequest = Type.Object(
  { overlapSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_592_000 })) },
  { additionalProperties: false },
);
export type RotateApiTokenRequest = Static<typeof RotateApiTokenRequest>;

/**
 * The new secret, shown this once. The one before it ends at `retiresAt`, or ten minutes after the first use of the new
 * one when that comes first.
 */
export const RotatedApiToken = Type.Object({
  id: Type.String({ description: 'of the token' }),
  secretId: Type.String({ description: 'public; ends the secret and opens nothing' }),
  secret: Type.String(),
  predecessor: nullable(Type.Object({ id: Type.String(), retiresAt: Type.String() })),
  expiresAt: nullable(Type.String({ description: 'of the token, unchanged' })),
});
export type RotatedApiToken = Static<typeof RotatedApiToken>;

/** One secret of an API token, without the secret. */
export const TokenSecret = Type.Object({
  id: Type.String(),
  state: Type.String({ description: '`live`, `retiring` (has a successor) or `retired`' }),
  createdAt: Type.String(),
  retiresAt: nullable(Type.String({ description: 'when it ends or has ended; null: with its token' })),
  supersedesId: nullable(Type.String()),
  lastUsed: nullable(
    Type.Object({ at: Type.String(), network: nullable(Type.String()), client: nullable(Type.String()) }),
  ),
  useCount: Type.Integer(),
});
export type TokenSecret = Static<typeof TokenSecret>;

/** The newest first, at most a hundred. */
export const TokenSecretList = Type.Object({ secrets: Type.Array(TokenSecret) });
export type TokenSecretList = Static<typeof TokenSecretList>;

export const SuspendApiTokenRequest = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 500 }) },
  { additionalProperties: false },
);
export type SuspendApiTokenRequest = Static<typeof SuspendApiTokenRequest>;

/** The leaked secret itself, also in the form `secret-token:…` of RFC 8959, and where it was found. */
export const LeakReportRequest = Type.Object(
  { secret: Type.String({ maxLength: 1000 }), source: Type.Optional(nullable(Type.String({ maxLength: 2000 }))) },
  { additionalProperties: false },
);
export type LeakReportRequest = Static<typeof LeakReportRequest>;
