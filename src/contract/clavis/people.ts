import { Type, type Static } from 'typebox';

const strict = { additionalProperties: false } as const;
const password = Type.String({ minLength: 1, maxLength: 2048 });
const nullableText = Type.Union([Type.String(), Type.Null()]);

/** A one-time code with which a person sets their password; shown to who asked for it, once. */
export const AccountCodeCreated = Type.Object({ code: Type.String(), expiresAt: Type.String() });
export type AccountCodeCreated = Static<typeof AccountCodeCreated>;

export const AcceptInvitationRequest = Type.Object(
  {
    code: Type.String({ minLength: 1, maxLength: 255 }),
    password,
    firstName: Type.Optional(Type.String()),
    lastName: Type.Optional(Type.String()),
  },
  strict,
);
export type AcceptInvitationRequest = Static<typeof AcceptInvitationRequest>;

export const ChangePasswordRequest = Type.Object({ currentPassword: password, newPassword: password }, strict);
export type ChangePasswordRequest = Static<typeof ChangePasswordRequest>;

export const ConfirmSessionRequest = Type.Object({ password }, strict);
export type ConfirmSessionRequest = Static<typeof ConfirmSessionRequest>;

/** A live browser session; times are ISO 8601 in UTC. `startedAt` is when the person last proved who they are in it. */
export const BrowserSession = Type.Object({
  id: Type.String(),
  startedAt: Type.String(),
  lastUsedAt: Type.String(),
  expiresAt: Type.String(),
  network: nullableText,
  client: nullableText,
  current: Type.Boolean(),
});
export type BrowserSession = Static<typeof BrowserSession>;

export const BrowserSessionList = Type.Object({ sessions: Type.Array(BrowserSession) });
export type BrowserSessionList = Static<typeof BrowserSessionList>;

/** `ageSeconds` counts from `startedAt`, so that a page knows whether it has to ask for the password again. */
export const CurrentBrowserSession = Type.Object({ ...BrowserSession.properties, ageSeconds: Type.Integer() });
export type CurrentBrowserSession = Static<typeof CurrentBrowserSession>;

export const SessionsEnded = Type.Object({ sessionsEnded: Type.Integer() });
export type SessionsEnded = Static<typeof SessionsEnded>;

/** Qualified names of the connections and query collections that went to `transferTo`. */
export const UserRemoved = Type.Object({ transferred: Type.Array(Type.String()) });
export type UserRemoved = Static<typeof UserRemoved>;

export const RemoveUserParameters = Type.Object({
  transferTo: Type.Optional(
    Type.String({
      description:
        'user name of who takes over the connections, and the collections others may see, that the user alone administers',
    }),
  ),
});
