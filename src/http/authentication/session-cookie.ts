import { CatalogError } from '../../foundation/index.ts';

/** The `__Host-` prefix makes browsers insist on `Secure`, `Path=/` and no `Domain`: no sibling host can set it. */
export const sessionCookieName = '__Host-clavis';

/** The session secret in a `Cookie` header, or `undefined`. Throws `body_malformed` when it stands there twice. */
export function findSessionCookie(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const values = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${sessionCookieName}=`))
    .map((pair) => pair.slice(sessionCookieName.length + 1));
  if (values.length > 1)
    throw new CatalogError('body_malformed', `the cookie \`${sessionCookieName}\` stands there twice`);
  return values[0] === '' ? undefined : values[0];
}

/** The `Set-Cookie` that starts a session. Script cannot read it, and no other site's form sends it along. */
export function sessionCookie(secret: string, expiresAt: Date): string {
  return `${sessionCookieName}=${secret}; Path=/; Secure; HttpOnly; SameSite=Lax; Expires=${expiresAt.toUTCString()}`;
}

/** The `Set-Cookie` that makes the browser forget the session. */
export function endedSessionCookie(): string {
  return `${sessionCookieName}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`;
}
