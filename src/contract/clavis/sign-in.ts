import { Type, type Static } from 'typebox';

const strict = { additionalProperties: false } as const;

/** Makes the first admin. The code stands on the console of the server, works once and for fifteen minutes. */
export const SetUpRequest = Type.Object(
  {
    code: Type.String({ minLength: 1 }),
    username: Type.String({ minLength: 1, maxLength: 255 }),
    password: Type.String({ minLength: 1, maxLength: 2048 }),
    email: Type.Optional(Type.String({ minLength: 3, maxLength: 320 })),
  },
  strict,
);
export type SetUpRequest = Static<typeof SetUpRequest>;

export const SignInRequest = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 255 }),
    password: Type.String({ minLength: 1, maxLength: 2048 }),
  },
  strict,
);
export type SignInRequest = Static<typeof SignInRequest>;

export const SignInWithCodeRequest = Type.Object({ code: Type.String({ minLength: 1, maxLength: 255 }) }, strict);
export type SignInWithCodeRequest = Static<typeof SignInWithCodeRequest>;

/** Who signed in; `expiresAt` is ISO 8601 in UTC. The secret of the session is in the cookie only. */
export const SignedIn = Type.Object({
  userId: Type.String(),
  username: Type.String(),
  role: Type.String(),
  expiresAt: Type.Optional(Type.String()),
});
export type SignedIn = Static<typeof SignedIn>;

/** A bearer that acts as the user who asked; shown once. */
export const BearerCreated = Type.Object({ secret: Type.String(), expiresAt: Type.String() });
export type BearerCreated = Static<typeof BearerCreated>;

/** The answer of an operation that has nothing to say. */
export const Done = Type.Object({}, strict);
export type Done = Static<typeof Done>;
