import type { NativeApiToken, RotatedApiToken, TokenSecretList, UpdatedNativeApiToken } from '../../contract/index.ts';
import { eachRecord, type RecordPage } from '../pages.ts';
import { type CallOptions, type Transport } from '../transport.ts';
import { readGovernedToken, readLastUse, readTime, type GovernedToken } from './api-token.ts';
import {
  bodyOfChange,
  type GovernedTokenChange,
  type RotatedToken,
  type TokenSecret,
  type UpdatedGovernedToken,
} from './token-input.ts';

export const nativeTokensPath = '/api/clavis/v1/api-tokens';
const pageSizeDefault = 100;

export interface TokenListOptions extends CallOptions {
  /** Filter of the Atlan wire, such as `{ displayName: { $ilike: '%etl%' } }`. */
  filter?: Record<string, unknown>;
  /** A field name, with `-` in front for descending. */
  sort?: string;
  pageSize?: number;
}

export interface GovernedTokenListOptions extends TokenListOptions {
  /** Only tokens that nobody who could act answers for. */
  ownerless?: boolean;
  /** Only tokens that expire within so many days, and those that have expired in the last 90. */
  expiresWithinDays?: number;
}

/** What a change is held against: the version last read, or `any` for whatever it is now. */
export interface GovernedUpdateOptions extends CallOptions {
  /** Absent: the token is read first, and the change refused when somebody changes it in between. */
  version?: number | 'any';
}

function pathOf(id: string, ...rest: readonly string[]): string {
  return [nativeTokensPath, ...[id, ...rest].map(encodeURIComponent)].join('/');
}

function readSecrets({ secrets }: TokenSecretList): TokenSecret[] {
  return secrets.map((wire) => ({
    ...wire,
    // The contract lists the three words; a type cannot.
    state: wire.state as TokenSecret['state'],
    createdAt: new Date(wire.createdAt),
    retiresAt: readTime(wire.retiresAt),
    lastUsed: readLastUse(wire.lastUsed),
  }));
}

/** Clavis only: API tokens as they are governed. The Atlan wire has none of this. */
export class GovernedTokens {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async *list(options: GovernedTokenListOptions = {}): AsyncGenerator<GovernedToken, void, undefined> {
    const { filter, sort, pageSize = pageSizeDefault, ownerless, expiresWithinDays, ...call } = options;
    yield* eachRecord(pageSize, async (offset, limit) => {
      const text = filter === undefined ? undefined : JSON.stringify(filter);
      const query = {
        count: true,
        offset,
        limit,
        filter: text,
        sort: sort ?? '-createdAt',
        ownerless,
        expiresWithinDays,
      };
      const path = nativeTokensPath;
      const page = await this.#transport.call<RecordPage<NativeApiToken>>({ method: 'GET', path, query }, call);
      return page.records.map(readGovernedToken);
    });
  }

  /** Tokens that expire within so many days, the first to go first, after those that have expired in the last 90 days. */
  expiring(withinDays: number, options?: CallOptions): AsyncGenerator<GovernedToken, void, undefined> {
    return this.list({ ...options, expiresWithinDays: withinDays, sort: 'expiresAt' });
  }

  /** The token, or the server's 404. */
  async get(id: string, options?: CallOptions): Promise<GovernedToken> {
    const call = { method: 'GET', path: pathOf(id) } as const;
    return readGovernedToken(await this.#transport.call<NativeApiToken>(call, options));
  }

  /**
   * Changes what is given and nothing else. Refused with status 412 when the token is no longer in the version the change is
   * held against; adding and removing personas alone needs none.
   */
  async update(
    id: string,
    change: GovernedTokenChange,
    { version, ...options }: GovernedUpdateOptions = {},
  ): Promise<UpdatedGovernedToken> {
    const expected = version ?? (await this.get(id, options)).version;
    const headers = { 'if-match': expected === 'any' ? '*' : `"${String(expected)}"` };
    const call = { method: 'PATCH', path: pathOf(id), body: bodyOfChange(change), headers } as const;
    const wire = await this.#transport.call<UpdatedNativeApiToken>(call, options);
    return { ...readGovernedToken(wire), linked: wire.linked, unlinked: wire.unlinked };
  }

  /**
   * A new secret for the token; rights and expiry stay. The secret before it works on for `overlapSeconds` at most, a day unless
   * told. Asking again before the new one is used replaces it, so a lost answer does no harm.
   */
  async rotate(id: string, input: { overlapSeconds?: number } = {}, options?: CallOptions): Promise<RotatedToken> {
    const call = { method: 'POST', path: pathOf(id, 'rotate'), body: input } as const;
    const wire = await this.#transport.call<RotatedApiToken>(call, options);
    const { predecessor } = wire;
    return {
      ...wire,
      predecessor: predecessor && { id: predecessor.id, retiresAt: new Date(predecessor.retiresAt) },
      expiresAt: readTime(wire.expiresAt),
    };
  }

  /** The secrets of the token by their public ids, the newest first. */
  async secrets(id: string, options?: CallOptions): Promise<TokenSecret[]> {
    const call = { method: 'GET', path: pathOf(id, 'secrets') } as const;
    return readSecrets(await this.#transport.call<TokenSecretList>(call, options));
  }

  /** Ends one secret now, such as the old one before its time; the secrets as they are then. */
  async retireSecret(id: string, secretId: string, options?: CallOptions): Promise<TokenSecret[]> {
    const call = { method: 'DELETE', path: pathOf(id, 'secrets', secretId), idempotent: true } as const;
    return readSecrets(await this.#transport.call<TokenSecretList>(call, options));
  }

  /** Switches the token off until `resume`: it is refused for every request that starts after this resolves. */
  async suspend(id: string, reason: string, options?: CallOptions): Promise<GovernedToken> {
    const call = { method: 'POST', path: pathOf(id, 'suspend'), body: { reason }, idempotent: true } as const;
    return readGovernedToken(await this.#transport.call<NativeApiToken>(call, options));
  }

  async resume(id: string, options?: CallOptions): Promise<GovernedToken> {
    const call = { method: 'POST', path: pathOf(id, 'resume'), idempotent: true } as const;
    return readGovernedToken(await this.#transport.call<NativeApiToken>(call, options));
  }
}
