import type {
  CreateIdentityProviderRequest,
  FederatedIdentity as WireIdentity,
  FederatedIdentityList,
  IdentityProvider as WireProvider,
  IdentityProviderList,
  IdentityProviderTest,
  SignInProviderList,
  UpdateIdentityProviderRequest,
} from '../contract/index.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** An OpenID Connect provider that the workspace believes; its client secret is never given out. */
export interface IdentityProvider extends Omit<WireProvider, 'createdAt' | 'updatedAt'> {
  createdAt: Date;
  updatedAt: Date;
}

export type IdentityProviderInput = CreateIdentityProviderRequest;
/** What is absent stays; `clientSecret: null` takes the secret away. */
export type IdentityProviderChange = UpdateIdentityProviderRequest;

/** What was looked at when a provider was tried out; `noted` is nothing wrong. */
export type IdentityProviderReport = IdentityProviderTest;

/** What a provider knows a user as: its claims `iss` and `sub`. */
export interface FederatedIdentity {
  issuer: string;
  subject: string;
  createdAt: Date;
  createdBy: string;
}

/** What a sign-in page offers. */
export interface SignInProvider {
  alias: string;
  displayName: string;
}

const basePath = '/api/clavis/v1/identity-providers';

function providerPath(alias: string): string {
  return `${basePath}/${encodeURIComponent(alias)}`;
}

function identitiesPath(userId: string): string {
  return `/api/clavis/v1/users/${encodeURIComponent(userId)}/federated-identities`;
}

function readProvider(wire: WireProvider): IdentityProvider {
  return { ...wire, createdAt: new Date(wire.createdAt), updatedAt: new Date(wire.updatedAt) };
}

function readIdentity(wire: WireIdentity): FederatedIdentity {
  return { ...wire, createdAt: new Date(wire.createdAt) };
}

/** Clavis only: single sign-on. Writing takes an admin in person, by `clavis login` or a session; an API token only reads. */
export class IdentityProviders {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Those that anybody may sign in by; needs no credential. */
  async offered(options?: CallOptions): Promise<SignInProvider[]> {
    const call = { method: 'GET', path: '/api/clavis/v1/sso' } as const;
    return (await this.#transport.call<SignInProviderList>(call, options)).providers;
  }

  async list(options?: CallOptions): Promise<IdentityProvider[]> {
    const { identityProviders } = await this.#transport.call<IdentityProviderList>(
      { method: 'GET', path: basePath },
      options,
    );
    return identityProviders.map(readProvider);
  }

  async get(alias: string, options?: CallOptions): Promise<IdentityProvider> {
    return readProvider(
      await this.#transport.call<WireProvider>({ method: 'GET', path: providerPath(alias) }, options),
    );
  }

  async create(input: IdentityProviderInput, options?: CallOptions): Promise<IdentityProvider> {
    const call = { method: 'POST', path: basePath, body: input } as const;
    return readProvider(await this.#transport.call<WireProvider>(call, options));
  }

  async update(alias: string, change: IdentityProviderChange, options?: CallOptions): Promise<IdentityProvider> {
    const call = { method: 'PATCH', path: providerPath(alias), body: change } as const;
    return readProvider(await this.#transport.call<WireProvider>(call, options));
  }

  /** Nobody signs in by it any more; its mappers go with it. */
  async delete(alias: string, options?: CallOptions): Promise<void> {
    await this.#transport.call<unknown>({ method: 'DELETE', path: providerPath(alias) }, options);
  }

  /** The server asks the provider for its description and keys, and says what fits. */
  async test(alias: string, options?: CallOptions): Promise<IdentityProviderReport> {
    const call = { method: 'POST', path: `${providerPath(alias)}/test`, idempotent: true } as const;
    return this.#transport.call<IdentityProviderTest>(call, options);
  }

  /** What providers know a user as. */
  async identitiesOf(userId: string, options?: CallOptions): Promise<FederatedIdentity[]> {
    const call = { method: 'GET', path: identitiesPath(userId) } as const;
    const { federatedIdentities } = await this.#transport.call<FederatedIdentityList>(call, options);
    return federatedIdentities.map(readIdentity);
  }

  /** Lets who is this subject at this issuer sign in as the user. */
  async link(
    userId: string,
    { issuer, subject }: { issuer: string; subject: string },
    options?: CallOptions,
  ): Promise<FederatedIdentity> {
    const call = { method: 'POST', path: identitiesPath(userId), body: { issuer, subject } } as const;
    return readIdentity(await this.#transport.call<WireIdentity>(call, options));
  }

  async unlink(
    userId: string,
    { issuer, subject }: { issuer: string; subject: string },
    options?: CallOptions,
  ): Promise<void> {
    const call = { method: 'DELETE', path: identitiesPath(userId), query: { issuer, subject } } as const;
    await this.#transport.call<unknown>(call, options);
  }
}
