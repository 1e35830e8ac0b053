/** A client that comes with the server; it has no secret and no actor, and acts for people only. */
export interface BuiltInClient {
  readonly clientId: string;
  readonly name: string;
  /** A loopback address stands for any port (RFC 8252, section 7.3). */
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
}

/** The command line. */
export const commandLineClient: BuiltInClient = {
  clientId: 'clavis-cli',
  name: 'Clavis command line',
  redirectUris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
  scopes: ['openid', 'offline_access'],
};

const builtIn: readonly BuiltInClient[] = [commandLineClient];

/** What a person reads as the client's name; its id where it has none. */
export function clientNameOf(clientId: string): string {
  return builtIn.find((client) => client.clientId === clientId)?.name ?? clientId;
}
