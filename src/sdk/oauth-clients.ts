import type {
  CreatedOauthClient,
  EndedClientTokens,
  ExchangeRightRequest,
  NativeOauthClient,
  OauthClientRecord,
  RotatedOauthClient as WireRotated,
} from '../contract/index.ts';
import { ClavisError } from './error.ts';
import { eachRecord, type RecordPage } from './pages.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** A program that signs in with a client id and a secret, for ten minutes at a time, as an actor of its own. */
export interface OauthClient {
  id: string;
  /** `oauth-client-<uuid>`. */
  clientId: string;
  /** `service-account-oauth-client-<uuid>`: how the client is named in admin lists. */
  username: string;
  displayName: string;
  description: string;
  /** The wire name of its role, such as `$member`. */
  role: string | null;
  /** Qualified names. */
  personas: string[];
  createdAt: Date;
  createdBy: string;
  updatedAt: Date;
  updatedBy: string;
}

/** With what only Clavis tells. */
export interface GovernedOauthClient extends OauthClient {
  /** It may act for people up to this role; null: for nobody. */
  exchangeRoleMax: string | null;
  /** How long a signed access token of it lives (`/oauth/v2/token`). */
  signedTokenSeconds: number;
  lastUsedAt: Date | null;
}

/** `secret` is shown by the server this once; it stores only a digest. */
export interface CreatedClient {
  client: OauthClient;
  secret: string;
}

export interface OauthClientInput {
  displayName: string;
  description?: string;
  /** The wire name of a role: `$admin`, `$member`, `$guest` or `$api-token-default-access`. */
  role: string;
  personaQualifiedNames?: readonly string[];
}

/** What is absent stays; the personas are the complete set. */
export interface OauthClientChange {
  displayName?: string;
  description?: string;
  personaQualifiedNames?: readonly string[];
}

/** `predecessorEndsAt` is null when the secret before has ended. */
export interface RotatedClient {
  clientId: string;
  secret: string;
  predecessorEndsAt: Date | null;
}

export interface OauthClientListOptions extends CallOptions {
  /** Filter of the Atlan wire, such as `{ displayName: 'etl' }`. */
  filter?: Record<string, unknown>;
  /** A field name, with `-` in front for descending. */
  sort?: string;
  pageSize?: number;
}

const clientsPath = '/api/service/oauth-clients';
const nativeClientsPath = '/api/clavis/v1/oauth-clients';
const pageSizeDefault = 100;

function readClient(wire: OauthClientRecord): OauthClient {
  const { id, clientId, displayName, description, role, createdBy, updatedBy } = wire;
  return {
    ...{ id, clientId, displayName, description, role, createdBy, updatedBy },
    username: `service-account-${clientId}`,
    personas: wire.personaQNs,
    createdAt: new Date(wire.createdAt),
    updatedAt: new Date(wire.updatedAt),
  };
}

function readGoverned(wire: NativeOauthClient): GovernedOauthClient {
  const lastUsedAt = wire.lastUsedAt === null ? null : new Date(wire.lastUsedAt);
  const { exchangeRoleMax, signedTokenSeconds } = wire;
  return { ...readClient(wire), exchangeRoleMax, signedTokenSeconds, lastUsedAt };
}

function onClient(base: string, clientId: string, rest = ''): string {
  return `${base}/${encodeURIComponent(clientId)}${rest}`;
}

/** OAuth clients: actors of their own, like API tokens, that get short-lived bearers for a client id and a secret. */
export class OauthClients {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Makes a client and gives its secret, once. */
  async create(input: OauthClientInput, options?: CallOptions): Promise<CreatedClient> {
    const { displayName, description = '', role, personaQualifiedNames = [] } = input;
    const body = { displayName, description, role, personaQNs: personaQualifiedNames };
    const wire = await this.#transport.call<CreatedOauthClient>({ method: 'POST', path: clientsPath, body }, options);
    return { client: readClient(wire), secret: wire.clientSecret };
  }

  async *list(options: OauthClientListOptions = {}): AsyncGenerator<OauthClient, void, undefined> {
    yield* this.#each(clientsPath, options, readClient);
  }

  /** Clavis only: with their last use and their right to act for people; else like `list`. */
  async *listGoverned(options: OauthClientListOptions = {}): AsyncGenerator<GovernedOauthClient, void, undefined> {
    yield* this.#each(nativeClientsPath, options, readGoverned);
  }

  async *#each<Wire, Client>(
    path: string,
    options: OauthClientListOptions,
    read: (wire: Wire) => Client,
  ): AsyncGenerator<Client> {
    const { filter, sort = '-createdAt', pageSize = pageSizeDefault, ...call } = options;
    yield* eachRecord(pageSize, async (offset, limit) => {
      const filterText = filter === undefined ? undefined : JSON.stringify(filter);
      const query = { count: true, offset, limit, filter: filterText, sort };
      const page = await this.#transport.call<RecordPage<Wire>>({ method: 'GET', path, query }, call);
      return page.records.map(read);
    });
  }

  /** The client, or a `ClavisError` with code `not_found`. Clavis only. */
  async get(
    selector: { clientId: string } | { displayName: string },
    options: CallOptions = {},
  ): Promise<GovernedOauthClient> {
    const found = await this.listGoverned({ ...options, filter: { ...selector }, pageSize: 5 }).next();
    if (found.value !== undefined) return found.value;
    const [field, value] = Object.entries(selector)[0] ?? [];
    const message = `there is no OAuth client with ${field ?? ''} \`${String(value)}\``;
    throw new ClavisError({ status: null, code: 'not_found', message });
  }

  async update(clientId: string, change: OauthClientChange, options?: CallOptions): Promise<OauthClient> {
    const { personaQualifiedNames, ...texts } = change;
    const body = { ...texts, ...(personaQualifiedNames === undefined ? {} : { personaQNs: personaQualifiedNames }) };
    const path = onClient(clientsPath, clientId);
    return readClient(await this.#transport.call<OauthClientRecord>({ method: 'PUT', path, body }, options));
  }

  /** Clavis only. Gives the client a new secret; the one before works on for `overlapSeconds` at most, a day when absent. */
  async rotate(
    clientId: string,
    { overlapSeconds }: { overlapSeconds?: number } = {},
    options?: CallOptions,
  ): Promise<RotatedClient> {
    const body = overlapSeconds === undefined ? {} : { overlapSeconds };
    const path = onClient(nativeClientsPath, clientId, '/rotate');
    const wire = await this.#transport.call<WireRotated>({ method: 'POST', path, body }, options);
    const { clientSecret: secret, predecessorEndsAt } = wire;
    return {
      clientId: wire.clientId,
      secret,
      predecessorEndsAt: predecessorEndsAt === null ? null : new Date(predecessorEndsAt),
    };
  }

  /** Clavis only. Says up to which role the client may act for people (RFC 8693); null: for nobody. */
  async setExchangeRight(
    clientId: string,
    roleMax: ExchangeRightRequest['roleMax'],
    options?: CallOptions,
  ): Promise<GovernedOauthClient> {
    const path = onClient(nativeClientsPath, clientId, '/exchange-right');
    const call = { method: 'PUT', path, body: { roleMax } } as const;
    return readGoverned(await this.#transport.call<NativeOauthClient>(call, options));
  }

  /** Clavis only. Says how long signed access tokens live that the client gets from now on: 300 to 259200 seconds. */
  async setSignedTokenDuration(clientId: string, seconds: number, options?: CallOptions): Promise<GovernedOauthClient> {
    const path = onClient(nativeClientsPath, clientId, '/signed-token-duration');
    const call = { method: 'PUT', path, body: { seconds }, idempotent: true } as const;
    return readGoverned(await this.#transport.call<NativeOauthClient>(call, options));
  }

  /** Clavis only. Ends every access token of the client and gives how many were live; its secret stays, and gets it others. */
  async endTokens(clientId: string, options?: CallOptions): Promise<number> {
    const path = onClient(nativeClientsPath, clientId, '/end-tokens');
    const { ended } = await this.#transport.call<EndedClientTokens>({ method: 'POST', path, body: {} }, options);
    return ended;
  }

  /** The secret and every bearer of the client are dead for each request that starts after this resolves. */
  async delete(clientId: string, options?: CallOptions): Promise<void> {
    await this.#transport.call<null>({ method: 'DELETE', path: onClient(clientsPath, clientId) }, options);
  }
}
