/** Where the issuer lives under the public address (Atlan wire, impersonation). */
export const realmPath = '/auth/realms/default';
/** The same realm where one client asks for tokens. */
export const administrationPath = '/auth/admin/realms/default';

/** The provider's endpoints below the issuer; the names are the library's. */
export const endpointPaths = {
  authorization: '/protocol/openid-connect/auth',
  device_authorization: '/protocol/openid-connect/auth/device',
  token: '/protocol/openid-connect/token',
  jwks: '/protocol/openid-connect/certs',
  userinfo: '/protocol/openid-connect/userinfo',
  introspection: '/protocol/openid-connect/token/introspect',
  revocation: '/protocol/openid-connect/revoke',
  end_session: '/protocol/openid-connect/logout',
  // Not reachable: our own page asks for user codes.
  code_verification: '/device',
} as const;

/** A path of the contract below one of the two, as the provider's router knows it. */
export function belowRealm(path: string): string {
  const prefix = [administrationPath, realmPath].find((known) => path.startsWith(`${known}/`));
  return path.slice(prefix?.length ?? 0);
}
