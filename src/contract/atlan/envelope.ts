import { Type, type Static, type TSchema } from 'typebox';
import type { JsonObject, JsonValue } from '../json.ts';

/** A schema or JSON `null`; the clients' newer generation sends explicit nulls for what is unset. */
export function nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** An object whose keys the server does not list, kept as it came. */
export const openObject = Type.Unsafe<JsonObject>(Type.Record(Type.String(), Type.Unknown()));

/** Any JSON, kept as it came. */
export const anyJson = Type.Unsafe<JsonValue>(Type.Unknown());

/**
 * The list envelope of every service list (Atlan wire, common list envelope): `totalRecord` counts without the filter,
 * `filterRecord` with it, `records` is always a list.
 */
export function listOf<T extends TSchema>(record: T) {
  return Type.Object({ totalRecord: Type.Integer(), filterRecord: Type.Integer(), records: Type.Array(record) });
}

/** One cause of an error: a kind, a text and where in the input it stands. */
export const ErrorCause = Type.Object({
  errorType: Type.String(),
  errorMessage: Type.String(),
  location: Type.String(),
});

/**
 * The one error body (Atlan wire, error body): what Python, Java and Go each read of it. `info` is the error code of this
 * server, stable for programs; `code` is the HTTP status as a number, or on the app surface its own; lists are never null.
 */
export const ErrorBody = Type.Object({
  errorCode: Type.String(),
  errorMessage: Type.String(),
  code: Type.Integer(),
  message: Type.String(),
  info: Type.String(),
  causes: Type.Array(ErrorCause),
  requestId: Type.String(),
});
export type ErrorBody = Static<typeof ErrorBody>;

/** Query parameters of every service list. All arrive as text; booleans in any letter case. */
export const ListParameters = Type.Object({
  filter: Type.Optional(
    Type.String({ description: 'JSON: `{"field":"value"}`, `$eq`, `$ilike`, `$in`, `$and`, `$or` …' }),
  ),
  sort: Type.Optional(Type.String({ description: '`field` ascending, `-field` descending, several joined by commas' })),
  offset: Type.Optional(Type.Integer({ minimum: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 0, description: '0 or absent: a large page' })),
  count: Type.Optional(Type.Boolean({ description: 'accepted and without effect: counts are always sent' })),
});
