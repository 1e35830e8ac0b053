import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

/** A person as the provider knows them, and what it tells of them. */
export type ProviderPerson = Readonly<Record<string, unknown>> & { readonly sub: string };

export interface HonestProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who is at the browser; may be exchanged between two sign-ins. */
  person: ProviderPerson;
  /** Follows the browser through sign-in and consent; gives the address it is sent back to. */
  visit(location: string): Promise<URL>;
  close(): Promise<void>;
}

const redirectsMax = 10;

function cookiesOf(jar: Map<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}

function keepCookies(jar: Map<string, string>, response: Response): void {
  for (const text of response.headers.getSetCookie()) {
    const [pair = ''] = text.split(';');
    const separator = pair.indexOf('=');
    jar.set(pair.slice(0, separator), pair.slice(separator + 1));
  }
}

/** A real OpenID Connect provider on this machine, whose person says yes to everything. */
export async function startHonestProvider(redirectUri: string, first: ProviderPerson): Promise<HonestProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const client = { clientId: 'clavis', clientSecret: 'a client secret of the honest provider' };
  const state = { person: first };
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: [redirectUri] }],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'first' }] },
    cookies: { keys: ['a key of the test'] },
    claims: {
      openid: ['sub'],
      profile: ['preferred_username', 'given_name', 'family_name', 'groups'],
      email: ['email', 'email_verified'],
    },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...state.person, sub }) }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return void answer(request, response);
    void (async () => {
      const grant = new provider.Grant({ accountId: state.person.sub, clientId: client.clientId });
      grant.addOIDCScope('openid profile email');
      const login = { accountId: state.person.sub };
      await provider.interactionFinished(request, response, { login, consent: { grantId: await grant.save() } });
    })();
  });
  return {
    issuer,
    ...client,
    get person() {
      return state.person;
    },
    set person(person) {
      state.person = person;
    },
    visit: async (location) => {
      const jar = new Map<string, string>();
      let address = new URL(location);
      for (let count = 0; count < redirectsMax && address.origin === issuer; count += 1) {
        const response = await fetch(address, { redirect: 'manual', headers: { cookie: cookiesOf(jar) } });
        keepCookies(jar, response);
        const next = response.headers.get('location');
        if (next === null)
          throw new Error(`${String(response.status)} at ${address.pathname}: ${await response.text()}`);
        address = new URL(next, address);
      }
      return address;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
