import { Type, type Static } from 'typebox';

/**
 * The error body of the Alation wire (Alation wire, errors). `code` is a text of six digits; `message` repeats `detail`, for a client that
 * fails without it; `errors` has the problems of an input by field. `reason` is the error code of this server, stable for programs.
 * `error` and `error_description` stand there too where OAuth is spoken (RFC 6749, section 5.2).
 */
export const AlationErrorBody = Type.Object({
  detail: Type.String(),
  code: Type.String(),
  message: Type.String(),
  reason: Type.String(),
  errors: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Array(Type.String())))),
  error: Type.Optional(Type.Literal('invalid_request')),
  error_description: Type.Optional(Type.String()),
});
export type AlationErrorBody = Static<typeof AlationErrorBody>;
