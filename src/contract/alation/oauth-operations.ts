import type { Operation } from '../operation.ts';

const protocol = { tag: 'oauth', access: 'public', surface: 'alation' } as const;

/** OAuth 2.0 of the Alation wire, two-legged: a client is given a signed access token for its secret. */
export const signedTokenOperations = {
  issueSignedToken: {
    ...protocol,
    method: 'POST',
    path: '/oauth/v2/token',
    summary: 'Give an OAuth client a signed access token for its secret; the one before ends (RFC 6749, 9068)',
    capability: 'client id and client secret',
    form: true,
  },
  introspectSignedToken: {
    ...protocol,
    method: 'POST',
    path: '/oauth/v2/introspect',
    summary: 'Tell an OAuth client whether a signed access token is live, and what it says (RFC 7662)',
    capability: 'client id and client secret',
    form: true,
  },
  getSignedTokenKeys: {
    ...protocol,
    method: 'GET',
    path: '/oauth/v2/.well-known/jwks.json',
    summary: 'The keys that signed access tokens are signed with (RFC 7517)',
    capability: 'none',
  },
} as const satisfies Record<string, Operation>;
