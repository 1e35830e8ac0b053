import { Type, type Static } from 'typebox';
import { nullable } from '../atlan/envelope.ts';

const kind = Type.Union([Type.Literal('connection-admin'), Type.Literal('persona')], {
  description: 'to become admin of a connection, or to be put into a persona',
});
const reason = Type.String({ maxLength: 2000 });

/** The caller asks for itself. */
export const CreateAccessRequestRequest = Type.Object(
  {
    kind,
    target: Type.String({ minLength: 1, maxLength: 500, description: 'guid or qualified name' }),
    reason: Type.String({ minLength: 1, maxLength: 2000 }),
    expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 30, description: '7 when absent' })),
  },
  { additionalProperties: false },
);
export type CreateAccessRequestRequest = Static<typeof CreateAccessRequestRequest>;

/** Why it was decided so; told to the requester and kept in the audit record. */
export const DecideAccessRequestRequest = Type.Object(
  { reason: Type.Optional(nullable(reason)) },
  { additionalProperties: false },
);
export type DecideAccessRequestRequest = Static<typeof DecideAccessRequestRequest>;

/**
 * One request. `target` is what the requester typed; `object` is what that is, for those who decide about it and for nobody else.
 * Times are ISO 8601 in UTC.
 */
export const AccessRequest = Type.Object({
  id: Type.String(),
  kind: Type.String({ description: '`connection-admin` or `persona`' }),
  target: Type.String(),
  object: nullable(Type.Object({ guid: Type.String(), qualifiedName: Type.String(), name: nullable(Type.String()) })),
  requester: Type.Object({
    kind: Type.String({ description: '`user`, `token` or `client`' }),
    username: Type.String(),
    displayName: nullable(Type.String({ description: 'of a token or client' })),
  }),
  reason,
  status: Type.String({ description: '`pending`, `approved`, `refused`, `withdrawn` or `expired`' }),
  createdAt: Type.String(),
  expiresAt: Type.String(),
  decidedAt: nullable(Type.String({ description: 'when it was approved, refused or withdrawn, or expired' })),
  decidedBy: nullable(Type.String({ description: 'a username' })),
  decisionReason: nullable(reason),
  mayDecide: Type.Boolean({ description: 'whether the caller may approve or refuse it as things stand' }),
});
export type AccessRequest = Static<typeof AccessRequest>;

export const AccessRequestParameters = Type.Object({
  role: Type.Optional(
    Type.String({ description: '`requester`: one’s own; `decider`: those one decides about; absent: both' }),
  ),
  status: Type.Optional(Type.String({ description: 'one of the five words' })),
  offset: Type.Optional(Type.Integer({ minimum: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 0, description: '0 or absent: a large page' })),
});

/** The newest first. */
export const AccessRequestList = Type.Object({
  totalRecord: Type.Integer(),
  filterRecord: Type.Integer(),
  records: Type.Array(AccessRequest),
});
export type AccessRequestList = Static<typeof AccessRequestList>;
