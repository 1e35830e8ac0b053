import { Type, type Static } from 'typebox';

const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** One audit record with everything that its hash covers, so that it can be checked without the server. */
export const AuditRecord = Type.Object({
  version: Type.Union([Type.Literal(1), Type.Literal(2)], {
    description: 'which fields the hash covers: 1 all but the origin',
  }),
  sequence: Type.Integer(),
  at: Type.String({ description: 'ISO 8601 in UTC, with milliseconds' }),
  actorId: textOrNull,
  actorName: Type.String(),
  onBehalfOfActorId: textOrNull,
  onBehalfOfActorName: textOrNull,
  action: Type.String(),
  objectKind: Type.String(),
  objectId: Type.String(),
  detail: Type.Record(Type.String(), Type.Unknown()),
  originAddress: textOrNull,
  originClient: textOrNull,
  previousHash: Type.String({ description: 'hex' }),
  hash: Type.String({ description: 'hex' }),
});
export type AuditRecord = Static<typeof AuditRecord>;

/** Records by number, ascending. There are no more when `headSequence` is that of the last one. */
export const AuditPage = Type.Object({
  records: Type.Array(AuditRecord),
  headSequence: Type.Integer({ description: 'number of the newest record there is' }),
});
export type AuditPage = Static<typeof AuditPage>;

export const AuditPosition = Type.Object({ sequence: Type.Integer(), hash: Type.String({ description: 'hex' }) });

/** What a check of the whole record found. */
export const AuditCheck = Type.Object({
  ok: Type.Boolean({ description: 'the chain holds, and so do all anchors' }),
  records: Type.Integer({ description: 'how many hold' }),
  head: Type.Union([AuditPosition, Type.Null()]),
  anchors: Type.Integer({ description: 'how many the chain was held against' }),
  anchorKey: Type.String({ description: 'Ed25519 public key of the anchors, base64' }),
  firstBad: Type.Union([Type.Object({ sequence: Type.Integer(), reason: Type.String() }), Type.Null()]),
  anchorFault: Type.Union([Type.String(), Type.Null()], { description: 'why anchors could not be used' }),
});
export type AuditCheck = Static<typeof AuditCheck>;

/** A place beside the database that is told of every record. */
export const AuditSinkState = Type.Object({
  name: Type.String(),
  behind: Type.Integer({ description: 'records that it has not been told of' }),
  deliveredSequence: Type.Integer(),
  deliveredAt: textOrNull,
  lastError: textOrNull,
  lastErrorAt: textOrNull,
});
export type AuditSinkState = Static<typeof AuditSinkState>;

export const AuditSinkList = Type.Object({ sinks: Type.Array(AuditSinkState) });
export type AuditSinkList = Static<typeof AuditSinkList>;

const page = {
  after: Type.Optional(Type.Integer({ minimum: 0, description: 'only records with a higher number' })),
  limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000, description: '0 or absent: 100' })),
};

export const AuditParameters = Type.Object({
  ...page,
  action: Type.Optional(Type.String({ description: 'such as `api-token.create`' })),
  actor: Type.Optional(Type.String({ description: 'id or name of who acted' })),
  objectKind: Type.Optional(Type.String()),
  objectId: Type.Optional(Type.String()),
  from: Type.Optional(Type.String({ description: 'ISO 8601 date or time' })),
  to: Type.Optional(Type.String({ description: 'ISO 8601 date or time; a date is its whole day' })),
});

export const AuditStreamParameters = Type.Object(page);
