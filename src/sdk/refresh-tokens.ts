import type {
  AccessTokensRevoked,
  AlationAccessToken,
  AlationRefreshToken,
  CreatedAccessToken as WireCreatedAccessToken,
  CreatedRefreshToken as WireCreatedRefreshToken,
  NativeRefreshToken,
  OwnRefreshTokens,
  RefreshTokensRevoked,
} from '../contract/index.ts';
import { eachRecord, type RecordPage } from './pages.ts';
import { type CallOptions, type Transport } from './transport.ts';

export type RefreshTokenState = 'active' | 'expired' | 'revoked';

/** A refresh token of the Alation wire without its secret. */
export interface RefreshToken {
  id: number;
  name: string;
  state: RefreshTokenState;
  /** Of the owner. */
  username: string;
  /** The number of the owner, which goes with the secret wherever that is sent. */
  userId: number;
  createdAt: Date;
  expiresAt: Date;
  /** Whole days until the expiry, rounded up. */
  daysLeft: number;
  lastUsedAt: Date | null;
  /** The token whose place it took. */
  regeneratedFrom: number | null;
  /** The access token made last; null when none ever was. */
  accessToken: { state: RefreshTokenState; createdAt: Date; expiresAt: Date } | null;
}

/** What the token endpoints of the Alation wire take for a proof. */
export interface RefreshTokenPair {
  secret: string;
  userId: number;
}

/** A refresh token as the Alation wire tells of it, with its secret. */
export interface IssuedRefreshToken extends RefreshTokenPair {
  name: string;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
}

/** An API access token, sent as the header `TOKEN` to the data API. */
export interface AccessToken {
  secret: string;
  userId: number;
  createdAt: Date;
  expiresAt: Date;
}

export interface RefreshTokenListOptions extends CallOptions {
  /** Filter of the Atlan wire over `name`, `username` and `state`, such as `{ username: 'jsmith' }`. */
  filter?: Record<string, unknown>;
  /** A field name, with `-` in front for descending. */
  sort?: string;
  pageSize?: number;
}

const nativePath = '/api/clavis/v1/refresh-tokens';
const pageSizeDefault = 100;

function wirePath(name: string): string {
  return `/integration/v1/${name}/`;
}

function userPath(userGuid: string): string {
  return `/api/clavis/v1/users/${encodeURIComponent(userGuid)}/refresh-tokens`;
}

function dateOrNull(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

function readState(text: string): RefreshTokenState {
  return text as RefreshTokenState;
}

function readToken(wire: NativeRefreshToken): RefreshToken {
  const { id, name, username, userId, daysLeft, regeneratedFrom, accessToken: access } = wire;
  return {
    ...{ id, name, username, userId, daysLeft, regeneratedFrom, state: readState(wire.state) },
    ...{ createdAt: new Date(wire.createdAt), expiresAt: new Date(wire.expiresAt) },
    lastUsedAt: dateOrNull(wire.lastUsedAt),
    accessToken:
      access === null
        ? null
        : {
            state: readState(access.state),
            createdAt: new Date(access.createdAt),
            expiresAt: new Date(access.expiresAt),
          },
  };
}

function readIssued(wire: AlationRefreshToken): IssuedRefreshToken {
  return {
    ...{ secret: wire.refresh_token, userId: wire.user_id, name: wire.name },
    ...{ createdAt: new Date(wire.created_at), expiresAt: new Date(wire.token_expires_at) },
    lastUsedAt: dateOrNull(wire.last_used_at),
  };
}

function readAccess(wire: AlationAccessToken): AccessToken {
  return {
    ...{ secret: wire.api_access_token, userId: wire.user_id },
    ...{ createdAt: new Date(wire.created_at), expiresAt: new Date(wire.token_expires_at) },
  };
}

function pairBody({ secret, userId }: RefreshTokenPair): object {
  return { refresh_token: secret, user_id: userId };
}

/**
 * Refresh and access tokens of the Alation wire. What takes a secret or a password goes to that wire, needs no bearer, and works with other
 * servers of it; lists, ends and what happens in a browser session are Clavis only.
 */
export class RefreshTokens {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Makes a refresh token by user name, or e-mail address, and password. */
  async create(
    credentials: { username: string; password: string; name: string },
    options?: CallOptions,
  ): Promise<IssuedRefreshToken> {
    return readIssued(await this.#post('createRefreshToken', credentials, options));
  }

  /** Puts a new token in the place of this one, which is dead when this resolves, with its access tokens. */
  async regenerate(pair: RefreshTokenPair, options?: CallOptions): Promise<IssuedRefreshToken> {
    return readIssued(await this.#post('regenRefreshToken', pairBody(pair), options));
  }

  /** Fails with 401 when the token is not active. */
  async validate(pair: RefreshTokenPair, options?: CallOptions): Promise<IssuedRefreshToken> {
    return readIssued(await this.#post('validateRefreshToken', pairBody(pair), options));
  }

  /** Makes an access token; it ends the one before, unless the workspace lets more be active. */
  async createAccessToken(pair: RefreshTokenPair, options?: CallOptions): Promise<AccessToken> {
    return readAccess(await this.#post('createAPIAccessToken', pairBody(pair), options));
  }

  /** Fails with 401 when the access token is not active. */
  async validateAccessToken(
    { secret, userId }: { secret: string; userId: number },
    options?: CallOptions,
  ): Promise<AccessToken> {
    const body = { api_access_token: secret, user_id: userId };
    return readAccess(await this.#post('validateAPIAccessToken', body, options));
  }

  /** Ends the access tokens of a refresh token, which goes on. */
  async revokeAccessTokens(pair: RefreshTokenPair, options?: CallOptions): Promise<void> {
    await this.#post<unknown>('revokeAPIAccessTokens', pairBody(pair), options);
  }

  #post<T>(name: string, body: object, options: CallOptions | undefined): Promise<T> {
    return this.#transport.call<T>({ method: 'POST', path: wirePath(name), body }, options);
  }

  /** One's own, the newest first. Clavis only, like everything below. */
  async list(options?: CallOptions): Promise<RefreshToken[]> {
    return this.#read(nativePath, options);
  }

  /** Everybody's, for who manages users. */
  async *listAll(options: RefreshTokenListOptions = {}): AsyncGenerator<RefreshToken, void, undefined> {
    const { filter, sort, pageSize = pageSizeDefault, ...call } = options;
    yield* eachRecord(pageSize, async (offset, limit) => {
      const filterText = filter === undefined ? undefined : JSON.stringify(filter);
      const query = { count: true, offset, limit, filter: filterText, sort };
      const page = await this.#transport.call<RecordPage<NativeRefreshToken>>(
        { method: 'GET', path: `${nativePath}/of-everybody`, query },
        call,
      );
      return page.records.map(readToken);
    });
  }

  /** Of the user with that guid: one's own, or anybody's for who manages users. */
  async listOfUser(userGuid: string, options?: CallOptions): Promise<RefreshToken[]> {
    return this.#read(userPath(userGuid), options);
  }

  async #read(path: string, options: CallOptions | undefined): Promise<RefreshToken[]> {
    const { refreshTokens } = await this.#transport.call<OwnRefreshTokens>({ method: 'GET', path }, options);
    return refreshTokens.map(readToken);
  }

  /** Ends a token with its access tokens; they are dead for each request that starts after this resolves. */
  async revoke(id: number, options?: CallOptions): Promise<RefreshToken> {
    const call = { method: 'DELETE', path: `${nativePath}/${String(id)}` } as const;
    return readToken(await this.#transport.call<NativeRefreshToken>(call, options));
  }

  /** Ends every token of a user and gives how many refresh tokens they were. */
  async revokeAllOfUser(userGuid: string, options?: CallOptions): Promise<number> {
    const call = { method: 'DELETE', path: userPath(userGuid) } as const;
    return (await this.#transport.call<RefreshTokensRevoked>(call, options)).refreshTokensRevoked;
  }

  /** Ends the access tokens of a refresh token, which goes on, and gives how many they were. */
  async endAccessTokens(id: number, options?: CallOptions): Promise<number> {
    const call = { method: 'DELETE', path: `${nativePath}/${String(id)}/access-tokens` } as const;
    return (await this.#transport.call<AccessTokensRevoked>(call, options)).accessTokensRevoked;
  }

  /** Makes a token without a password; in a browser that is signed in, as the two below. */
  async createInSession(name: string, options?: CallOptions): Promise<{ token: RefreshToken; secret: string }> {
    return this.#created(nativePath, { name }, options);
  }

  /** Puts a new token in the place of one of one's own. */
  async regenerateInSession(id: number, options?: CallOptions): Promise<{ token: RefreshToken; secret: string }> {
    return this.#created(`${nativePath}/${String(id)}/regenerate`, {}, options);
  }

  async #created(path: string, body: object, options: CallOptions | undefined) {
    const wire = await this.#transport.call<WireCreatedRefreshToken>({ method: 'POST', path, body }, options);
    return { token: readToken(wire), secret: wire.secret };
  }

  /** Makes an access token from one of one's own refresh tokens; `superseded` is how many others ended for it. */
  async createAccessTokenInSession(
    id: number,
    options?: CallOptions,
  ): Promise<AccessToken & { name: string; superseded: number }> {
    const call = { method: 'POST', path: `${nativePath}/${String(id)}/access-tokens`, body: {} } as const;
    const wire = await this.#transport.call<WireCreatedAccessToken>(call, options);
    const { secret, userId, name, superseded } = wire;
    const times = { createdAt: new Date(wire.createdAt), expiresAt: new Date(wire.expiresAt) };
    return { secret, userId, name, superseded, ...times };
  }
}
