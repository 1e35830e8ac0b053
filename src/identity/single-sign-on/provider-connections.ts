import { createRemoteJWKSet, customFetch as keyFetch, type JWTVerifyGetKey } from 'jose';
import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  clockTolerance,
  Configuration,
  customFetch,
  discovery,
  None,
  type ClientAuth,
  type ServerMetadata,
} from 'openid-client';
import { isJsonObject, type Clock } from '../../foundation/index.ts';
import { createBoundedFetch, type BoundedFetch } from './bounded-fetch.ts';
import { failureNote } from './failure-note.ts';
import { SingleSignOnRefusal } from './refusal.ts';
import { isLoopback, unreachableReason } from './reachable-url.ts';

/** Limits of talking to providers. */
export interface ProviderLimits {
  /** Of one request. */
  readonly timeoutMs: number;
  /** Of one answer: a provider's description, its keys, a token answer. */
  readonly answerBytesMax: number;
  /** How long a provider's description of itself is good for. */
  readonly descriptionMs: number;
  /** How long a provider that could not be reached is not asked again. */
  readonly failureMs: number;
  /** For so long after they were read the keys are not read again, whatever key a token names. */
  readonly keysMs: number;
}

export const defaultProviderLimits: ProviderLimits = {
  timeoutMs: 5_000,
  answerBytesMax: 256 * 1024,
  descriptionMs: 10 * 60_000,
  failureMs: 10_000,
  keysMs: 60_000,
};

/** How far a foreign clock may be off. */
export const leewaySeconds = 60;

/** A provider and what is needed to prove to it who asks. */
export interface ProviderDoor {
  readonly id: string;
  readonly version: number;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
}

/** A provider whose description has been read and believed. */
export interface ProviderConnection {
  readonly configuration: Configuration;
  readonly metadata: ServerMetadata;
  /** Finds the key for a token's header. */
  readonly keys: JWTVerifyGetKey;
}

/** RFC 8414: without a list the provider takes basic authentication. */
function chooseAuthentication({ clientSecret }: ProviderDoor, metadata: ServerMetadata): ClientAuth {
  if (clientSecret === null) return None();
  const methods = metadata.token_endpoint_auth_methods_supported;
  const isPost =
    methods !== undefined && !methods.includes('client_secret_basic') && methods.includes('client_secret_post');
  return isPost ? ClientSecretPost(clientSecret) : ClientSecretBasic(clientSecret);
}

/** Everything in a provider's description that keeps it from being used, in words. */
export function descriptionProblems(issuer: string, metadata: ServerMetadata): string[] {
  const own =
    metadata.issuer === issuer
      ? []
      : [`the provider calls itself \`${metadata.issuer.slice(0, 200)}\`, not \`${issuer}\``];
  const needed = { authorization_endpoint: true, token_endpoint: true, jwks_uri: true, userinfo_endpoint: false };
  const addresses = Object.entries(needed).flatMap(([name, isNeeded]) => {
    const address: unknown = metadata[name];
    if (address === undefined && !isNeeded) return [];
    if (typeof address !== 'string') return [`\`${name}\` is missing`];
    const reason = unreachableReason(address, issuer);
    return reason === null ? [] : [`\`${name}\` ${reason}`];
  });
  const pkce = metadata.code_challenge_methods_supported;
  // A provider that lists its methods and has not S256 among them would take a code without its proof.
  const proof = Array.isArray(pkce) && !pkce.includes('S256') ? ['PKCE with `S256` is not supported'] : [];
  return [...own, ...addresses, ...proof];
}

async function discover(door: ProviderDoor, fetcher: BoundedFetch, timeoutMs: number): Promise<ServerMetadata> {
  const isLocal = isLoopback(new URL(door.issuer).hostname);
  const found = await discovery(new URL(door.issuer), door.clientId, undefined, undefined, {
    [customFetch]: fetcher,
    timeout: timeoutMs / 1000,
    ...(isLocal ? { execute: [allowInsecureRequests] } : {}),
  });
  return found.serverMetadata();
}

function configure(door: ProviderDoor, metadata: ServerMetadata, fetcher: BoundedFetch): Configuration {
  const client = { [clockTolerance]: leewaySeconds };
  const configuration = new Configuration(metadata, door.clientId, client, chooseAuthentication(door, metadata));
  configuration[customFetch] = fetcher;
  if (isLoopback(new URL(door.issuer).hostname)) allowInsecureRequests(configuration);
  return configuration;
}

interface Known {
  readonly version: number;
  readonly connection: Promise<ProviderConnection>;
  readonly askedAt: number;
  failed: boolean;
}

/**
 * What this process has learned from providers, one entry a provider, good for one version of it. Requests that come while a
 * provider is being asked wait for the same answer.
 */
export class ProviderConnections {
  readonly #clock: Clock;
  readonly #limits: ProviderLimits;
  readonly #known = new Map<string, Known>();

  constructor(clock: Clock, limits: ProviderLimits = defaultProviderLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Throws `SingleSignOnRefusal`: `provider-unreachable`, `provider-misconfigured`. */
  connect(door: ProviderDoor): Promise<ProviderConnection> {
    const known = this.#known.get(door.id);
    if (known !== undefined && known.version === door.version && !this.#isOld(known)) return known.connection;
    const entry: Known = {
      version: door.version,
      askedAt: this.#clock.now().getTime(),
      failed: false,
      connection: this.open(door),
    };
    entry.connection.catch(() => {
      entry.failed = true;
    });
    this.#known.set(door.id, entry);
    return entry.connection;
  }

  #isOld({ askedAt, failed }: Known): boolean {
    const ageMs = this.#clock.now().getTime() - askedAt;
    return ageMs < 0 || ageMs >= (failed ? this.#limits.failureMs : this.#limits.descriptionMs);
  }

  /** The description of a provider as it is at this moment, believed or not. Throws `provider-unreachable`. */
  async describe(door: ProviderDoor): Promise<ServerMetadata> {
    try {
      return await discover(door, this.#fetcher(door), this.#limits.timeoutMs);
    } catch (error) {
      const body = error instanceof Error && isJsonObject(error.cause) ? error.cause['body'] : undefined;
      const called = isJsonObject(body) && typeof body['issuer'] === 'string' ? body['issuer'] : null;
      if (called !== null)
        throw misconfigured([`the provider calls itself \`${called.slice(0, 200)}\`, not \`${door.issuer}\``]);
      throw new SingleSignOnRefusal('provider-unreachable', `discovery: ${failureNote(error)}`);
    }
  }

  /** The same as `connect`, without what is known. */
  async open(door: ProviderDoor): Promise<ProviderConnection> {
    const metadata = await this.describe(door);
    const problems = descriptionProblems(door.issuer, metadata);
    if (problems.length > 0) throw misconfigured(problems);
    const fetcher = this.#fetcher(door);
    return { metadata, configuration: configure(door, metadata, fetcher), keys: this.#keysOf(metadata, fetcher) };
  }

  #fetcher({ issuer }: ProviderDoor): BoundedFetch {
    const { timeoutMs, answerBytesMax } = this.#limits;
    return createBoundedFetch(issuer, { timeoutMs, bytesMax: answerBytesMax });
  }

  /** SECURITY: a token that names an unknown key makes the keys be read anew once in `keysMs`, not once a token. */
  #keysOf({ jwks_uri: address }: ServerMetadata, fetcher: BoundedFetch): JWTVerifyGetKey {
    let failedAt = Number.NEGATIVE_INFINITY;
    const guarded = async (url: string, options: Parameters<BoundedFetch>[1]): Promise<Response> => {
      const now = this.#clock.now().getTime();
      if (now - failedAt < this.#limits.failureMs) throw new TypeError('the keys could not be read a moment ago');
      const response = await fetcher(url, options).catch((error: unknown) => {
        failedAt = now;
        throw error;
      });
      if (response.status !== 200) failedAt = now;
      return response;
    };
    return createRemoteJWKSet(new URL(address ?? ''), {
      [keyFetch]: guarded,
      timeoutDuration: this.#limits.timeoutMs,
      cooldownDuration: this.#limits.keysMs,
      cacheMaxAge: this.#limits.descriptionMs,
    });
  }
}

function misconfigured(problems: readonly string[]): SingleSignOnRefusal {
  return new SingleSignOnRefusal('provider-misconfigured', problems.join('; '));
}
