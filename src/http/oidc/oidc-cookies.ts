import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';

/** Cookies of the protocol. The prefix makes browsers insist on `Secure`, `Path=/` and no `Domain`. */
export const cookieNames = {
  session: '__Host-clavis-oidc',
  interaction: '__Host-clavis-oidc-interaction',
  resume: '__Host-clavis-oidc-resume',
} as const;

const strict = { path: '/', httpOnly: true, secure: true, sameSite: 'lax', signed: false } as const;

/**
 * Makes every cookie of the provider one that no script reads, no other site's form sends and no sibling host sets.
 * SECURITY: the library gives two of them the path of their page, which the prefix does not allow; and it would refuse to set `Secure` where
 * TLS ends before this process. Browsers take loopback addresses as secure, and elsewhere keep none of these cookies without TLS.
 */
export function hardenCookies(provider: Provider): void {
  const createContext = provider.createContext.bind(provider);
  provider.createContext = (request: IncomingMessage, response: ServerResponse) => {
    const context = createContext(request, response);
    Object.defineProperty(context.request, 'protocol', { value: 'https' });
    const { cookies } = context;
    const set = cookies.set.bind(cookies);
    cookies.set = (name, value, options) => set(name, value, { ...options, ...strict });
    return context;
  };
}

/** The value of a cookie, or `undefined` where it is absent or stands there twice. */
export function findCookie(header: string | undefined, name: string): string | undefined {
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.length === 1 ? values[0] : undefined;
}
