import type { ApiTokenRecord, NativeApiToken } from '../../contract/index.ts';
import { ClavisError } from '../error.ts';
import { eachRecord, type RecordPage } from '../pages.ts';
import { type CallOptions, type Transport } from '../transport.ts';
import { readGovernedToken, readToken, secretOf, type ApiToken, type GovernedToken } from './api-token.ts';
import { GovernedTokens, nativeTokensPath, type TokenListOptions } from './governed-tokens.ts';
import { bodyOfCreation, hasTerms, type CreatedToken, type TokenChange, type TokenInput } from './token-input.ts';

export type TokenSelector = { id: string } | { clientId: string } | { displayName: string };

const tokensPath = '/api/service/apikeys';
const pageSizeDefault = 100;

function filterOf(selector: TokenSelector): Record<string, string> {
  if ('clientId' in selector) return { clientId: selector.clientId.replace(/^service-account-/, '') };
  return { ...selector };
}

/** API tokens: actors of their own, not their creator's shadow. */
export class Tokens {
  /** Clavis only: terms, rotation, suspension, changes that leave alone what they do not name. */
  readonly governed: GovernedTokens;
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.governed = new GovernedTokens(transport);
  }

  /** Makes a token and gives its secret, once. With a `role` or terms it uses Clavis's own route, else the Atlan wire. */
  async create(input: TokenInput, options?: CallOptions): Promise<CreatedToken> {
    if (input.role !== undefined || hasTerms(input)) return this.#createGoverned(input, options);
    const body = {
      displayName: input.displayName,
      description: input.description ?? '',
      personaQualifiedNames: input.personaQualifiedNames ?? [],
      validitySeconds: input.validitySeconds ?? -1,
    };
    const wire = await this.#transport.call<ApiTokenRecord>({ method: 'POST', path: tokensPath, body }, options);
    return { token: readToken(wire), secret: secretOf(wire) };
  }

  async #createGoverned(input: TokenInput, options?: CallOptions): Promise<CreatedToken> {
    const call = { method: 'POST', path: nativeTokensPath, body: bodyOfCreation(input) } as const;
    const wire = await this.#transport.call<NativeApiToken>(call, options);
    return { token: readGovernedToken(wire), secret: secretOf(wire) };
  }

  /** Clavis only: tokens with their roles and terms; else like `list`. */
  listWithRoles(options: TokenListOptions = {}): AsyncGenerator<GovernedToken, void, undefined> {
    return this.governed.list(options);
  }

  async *list(options: TokenListOptions = {}): AsyncGenerator<ApiToken, void, undefined> {
    const { filter, sort, pageSize = pageSizeDefault, ...call } = options;
    yield* eachRecord(pageSize, async (offset, limit) => {
      const query = {
        count: true,
        offset,
        limit,
        filter: filter === undefined ? undefined : JSON.stringify(filter),
        sort: sort ?? '-createdAt',
      };
      const wire = { method: 'GET', path: tokensPath, query } as const;
      const page = await this.#transport.call<RecordPage<ApiTokenRecord>>(wire, call);
      return page.records.map(readToken);
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
