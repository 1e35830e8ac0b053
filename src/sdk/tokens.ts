import type { ApiTokenRecord, CreateNativeApiTokenRequest, NativeApiToken } from '../contract/index.ts';
import { ClavisError } from './error.ts';
import { eachRecord, type RecordPage } from './pages.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** What a token may do beyond the assets that its personas show: nothing, read, the Atlan default, or administer. */
export type TokenRole = NonNullable<CreateNativeApiTokenRequest['role']>;

export interface ApiToken {
  /** The token's guid, as update and delete want it. */
  id: string;
  /** `apikey-<uuid>`. */
  clientId: string;
  /** `service-account-apikey-<uuid>`: how the token is named in admin lists. */
  username: string;
  displayName: string;
  description: string;
  createdAt: Date;
  createdBy: string;
  /** Null: does not expire. */
  expiresAt: Date | null;
  /** Null when the server does not tell, as over the Atlan wire. */
  role: string | null;
  personas: { id: string; name: string; qualifiedName: string }[];
}

/** `secret` is shown by the server this once; it stores only a digest. */
export interface CreatedToken {
  token: ApiToken;
  secret: string;
}

export interface TokenInput {
  displayName: string;
  description?: string;
  personaQualifiedNames?: readonly string[];
  /** Null or absent: the server's idea of "never". */
  validitySeconds?: number | null;
  /** Clavis only. Absent: the server's default for tokens made over the Atlan wire. */
  role?: TokenRole;
}

/** Replaces name, description and personas; what is absent stays as it is. */
export interface TokenChange {
  displayName?: string;
  description?: string;
  personaQualifiedNames?: readonly string[];
}

export type TokenSelector = { id: string } | { clientId: string } | { displayName: string };

export interface TokenListOptions extends CallOptions {
  /** Filter of the Atlan wire, such as `{ displayName: { $ilike: '%etl%' } }`. */
  filter?: Record<string, unknown>;
  /** A field name, with `-` in front for descending. */
  sort?: string;
  pageSize?: number;
}

const tokensPath = '/api/service/apikeys';
const nativeTokensPath = '/api/clavis/v1/api-tokens';
const pageSizeDefault = 100;

/** This and everything above it is how the Atlan wire says "never expires". */
const neverExpiresSeconds = 409_968_000;

function expiryOf(createdAt: Date, lifespan: string | undefined): Date | null {
  const seconds = Number(lifespan ?? NaN);
  if (!Number.isFinite(seconds) || seconds < 0 || seconds >= neverExpiresSeconds) return null;
  return new Date(createdAt.getTime() + seconds * 1000);
}

function personasOf(value: unknown): ApiToken['personas'] {
  // COMPAT: Atlan answers reads with the list as JSON inside a string.
  const list: unknown = typeof value === 'string' && value.startsWith('[') ? JSON.parse(value) : value;
  if (!Array.isArray(list)) return [];
  return list.map((item: unknown) => {
    if (typeof item === 'string') return { id: '', name: '', qualifiedName: item };
    const entry = item as { id?: string; persona?: string; personaQualifiedName?: string };
    return { id: entry.id ?? '', name: entry.persona ?? '', qualifiedName: entry.personaQualifiedName ?? '' };
  });
}

function readToken(wire: ApiTokenRecord): ApiToken {
  const createdAt = new Date(Number(wire.attributes.createdAt ?? 0));
  return {
    id: wire.id,
    clientId: wire.clientId,
    username: `service-account-${wire.clientId}`,
    displayName: wire.displayName,
    description: wire.attributes.description ?? '',
    createdAt,
    createdBy: wire.attributes.createdBy ?? '',
    expiresAt: expiryOf(createdAt, wire.attributes['access.token.lifespan']),
    role: null,
    personas: personasOf(wire.attributes.personaQualifiedName),
  };
}

/** Clavis's own routes also tell what the Atlan wire cannot. */
function readNativeToken(wire: NativeApiToken): ApiToken {
  return { ...readToken(wire), role: wire.role, expiresAt: wire.expiresAt === null ? null : new Date(wire.expiresAt) };
}

function secretOf(wire: ApiTokenRecord): string {
  const secret = wire.attributes.accessToken;
  if (secret !== undefined) return secret;
  throw new ClavisError({
    status: 200,
    code: 'answer_malformed',
    message: 'the server made the token but gave no secret',
  });
}

function filterOf(selector: TokenSelector): Record<string, string> {
  if ('clientId' in selector) return { clientId: selector.clientId.replace(/^service-account-/, '') };
  return { ...selector };
}

/** API tokens: actors of their own, not their creator's shadow. */
export class Tokens {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Makes a token and gives its secret, once. With a `role` it uses Clavis's own route, else the Atlan wire. */
  async create(input: TokenInput, options?: CallOptions): Promise<CreatedToken> {
    if (input.role !== undefined) return this.#createWithRole(input, input.role, options);
    const body = {
      displayName: input.displayName,
      description: input.description ?? '',
      personaQualifiedNames: input.personaQualifiedNames ?? [],
      validitySeconds: input.validitySeconds ?? -1,
    };
    const wire = await this.#transport.call<ApiTokenRecord>({ method: 'POST', path: tokensPath, body }, options);
    return { token: readToken(wire), secret: secretOf(wire) };
  }

  async #createWithRole(input: TokenInput, role: TokenRole, options?: CallOptions): Promise<CreatedToken> {
    const body: CreateNativeApiTokenRequest = {
      displayName: input.displayName,
      description: input.description ?? '',
      role,
      personaQualifiedNames: [...(input.personaQualifiedNames ?? [])],
      validitySeconds: input.validitySeconds ?? null,
    };
    const call = { method: 'POST', path: nativeTokensPath, body } as const;
    const wire = await this.#transport.call<NativeApiToken>(call, options);
    return { token: readNativeToken(wire), secret: secretOf(wire) };
  }

  /** Clavis only: tokens with their roles; else like `list`. */
  async *listWithRoles(options: TokenListOptions = {}): AsyncGenerator<ApiToken, void, undefined> {
    yield* this.#each(nativeTokensPath, options, readNativeToken);
  }

  async *list(options: TokenListOptions = {}): AsyncGenerator<ApiToken, void, undefined> {
    yield* this.#each(tokensPath, options, readToken);
  }

  async *#each<Wire>(
    path: string,
    options: TokenListOptions,
    read: (wire: Wire) => ApiToken,
  ): AsyncGenerator<ApiToken> {
    const { filter, sort, pageSize = pageSizeDefault, ...call } = options;
    yield* eachRecord(pageSize, async (offset, limit) => {
      const query = {
        count: true,
        offset,
        limit,
        filter: filter === undefined ? undefined : JSON.stringify(filter),
        sort: sort ?? '-createdAt',
      };
      const page = await this.#transport.call<RecordPage<Wire>>({ method: 'GET', path, query }, call);
      return page.records.map(read);
    });
  }

  /** The token, or null. Names are not unique: the newest of that name. */
  async find(selector: TokenSelector, options: CallOptions = {}): Promise<ApiToken | null> {
    const first = await this.list({ ...options, filter: filterOf(selector), pageSize: 5 }).next();
    return first.value ?? null;
  }

  /** The token, or a `ClavisError` with code `not_found`. */
  async get(selector: TokenSelector, options: CallOptions = {}): Promise<ApiToken> {
    const token = await this.find(selector, options);
    if (token !== null) return token;
    const [field, value] = Object.entries(selector)[0] ?? [];
    throw new ClavisError({
      status: null,
      code: 'not_found',
      message: `there is no API token with ${field} \`${String(value)}\``,
    });
  }

  /** Reads the token first: the wire replaces name, description and personas as one, and this must not lose what is not mentioned. */
  async update(id: string, change: TokenChange, options: CallOptions = {}): Promise<ApiToken> {
    const current = await this.get({ id }, options);
    const body = {
      displayName: change.displayName ?? current.displayName,
      description: change.description ?? current.description,
      personaQualifiedNames: change.personaQualifiedNames ?? current.personas.map((persona) => persona.qualifiedName),
    };
    const path = `${tokensPath}/${encodeURIComponent(id)}`;
    return readToken(await this.#transport.call<ApiTokenRecord>({ method: 'POST', path, body }, options));
  }

  /** The token is dead for every request that starts after this resolves. */
  async delete(id: string, options?: CallOptions): Promise<void> {
    await this.#transport.call<null>({ method: 'DELETE', path: `${tokensPath}/${encodeURIComponent(id)}` }, options);
  }
}
