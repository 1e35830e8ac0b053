import { Type, type Static } from 'typebox';

const textOrNull = Type.Union([Type.String(), Type.Null()]);
const texts = Type.Optional(Type.Array(Type.String()));
const day = Type.Optional(Type.String({ description: '`yyyy-MM-dd`, the whole day, UTC' }));
const page = {
  dateFrom: day,
  dateTo: day,
  first: Type.Optional(Type.Integer({ minimum: 0 })),
  max: Type.Optional(Type.Integer({ minimum: 0, description: '0 or absent: 100' })),
};

/** A way in that was tried or used (Atlan wire, events). `time` is in milliseconds since 1970. */
export const LoginEvent = Type.Object({
  clientId: Type.String(),
  details: Type.Record(Type.String(), Type.String()),
  ipAddress: textOrNull,
  realmId: Type.String(),
  sessionId: textOrNull,
  time: Type.Integer(),
  type: Type.String(),
  userId: textOrNull,
});
export type LoginEvent = Static<typeof LoginEvent>;

/** A change of identity (Atlan wire, events). `representation` is JSON as text. */
export const AdminEvent = Type.Object({
  operationType: Type.String(),
  realmId: Type.String(),
  representation: Type.String(),
  resourcePath: Type.String(),
  resourceType: Type.String(),
  time: Type.Integer(),
  authDetails: Type.Object({
    clientId: Type.String(),
    ipAddress: textOrNull,
    realmId: Type.String(),
    userId: textOrNull,
  }),
});
export type AdminEvent = Static<typeof AdminEvent>;

export const LoginEventParameters = Type.Object({
  client: Type.Optional(Type.String()),
  ipAddress: Type.Optional(Type.String()),
  type: texts,
  user: Type.Optional(Type.String()),
  ...page,
});

export const AdminEventParameters = Type.Object({
  authClient: Type.Optional(Type.String()),
  authIpAddress: Type.Optional(Type.String()),
  authRealm: Type.Optional(Type.String()),
  authUser: Type.Optional(Type.String()),
  operationTypes: texts,
  resourcePath: Type.Optional(Type.String()),
  resourceTypes: texts,
  ...page,
});
