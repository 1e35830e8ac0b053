import { startSeconds } from '../../identity/index.ts';

/** See `sessionCookieName` for the prefix. */
const startCookieName = '__Host-clavis-sso';

/**
 * The secret of a sign-in at a provider that this browser has under way, or `undefined`; also when the cookie stands there
 * twice, which no browser does with this prefix.
 */
export function findStartCookie(header: string | undefined): string | undefined {
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${startCookieName}=`))
    .map((pair) => pair.slice(startCookieName.length + 1));
  return values.length === 1 ? values[0] : undefined;
}

/** `Lax`, because the browser comes back from the provider's site, by a link and with GET only. */
export function startCookie(secret: string): string {
  return `${startCookieName}=${secret}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${String(startSeconds)}`;
}

export function endedStartCookie(): string {
  return `${startCookieName}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`;
}
