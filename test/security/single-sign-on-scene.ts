import { randomUUID } from 'node:crypto';
import { createHttpServer } from '../../src/http/index.ts';
import {
  createSingleSignOn,
  deleteIdentityProvider,
  insertIdentityProvider,
  type SingleSignOnParts,
} from '../../src/identity/index.ts';
import { sql, transact } from '../../src/postgres/index.ts';
import {
  createProviderKey,
  startHostileProvider,
  type HostileProvider,
  type ProviderKey,
} from '../support/hostile-identity-provider.ts';
import { createWorld, type World } from './world.ts';

/** A provider that the workspace believes, and how it is called there. */
export interface KnownProvider {
  readonly alias: string;
  readonly idp: HostileProvider;
}

/** A browser that was sent to a provider. */
export interface Visit {
  readonly location: string;
  /** `name=value`, as the browser sends it back. */
  readonly cookie: string;
}

export interface Ended {
  readonly status: number;
  readonly location: string;
  /** The cookie of a new session, or `null`. */
  readonly session: string | null;
  readonly setCookie: readonly string[];
}

/** What of a provider is other than usual. */
export interface ProviderTerms {
  readonly subject?: string;
  readonly signingAlgorithms?: readonly string[];
  readonly createsUsers?: boolean;
  readonly clientSecret?: string | null;
  readonly groupsClaim?: string;
}

export const publicUrl = 'https://clavis.test';

/** A server with single sign-on whose limits are short, and providers as hostile as their scripts. */
export class SingleSignOnScene {
  readonly world: World;
  readonly server: ReturnType<typeof createHttpServer>;
  readonly key: ProviderKey;
  readonly #providers: KnownProvider[] = [];

  private constructor(world: World, server: ReturnType<typeof createHttpServer>) {
    this.world = world;
    this.server = server;
    this.key = createProviderKey();
  }

  static async create(parts: Partial<SingleSignOnParts> = {}): Promise<SingleSignOnScene> {
    const world = await createWorld();
    const { identity, workflows, journal, log, clock } = world.deps;
    const singleSignOn = createSingleSignOn({
      ...{ db: identity.db, clock, log, journal, publicUrl: () => publicUrl },
      sealer: workflows.vault.derive('single-sign-on'),
      limits: { timeoutMs: 1_500, answerBytesMax: 256 * 1024, descriptionMs: 60_000, failureMs: 5_000, keysMs: 60_000 },
      ...parts,
    });
    return new SingleSignOnScene(world, createHttpServer({ ...world.deps, singleSignOn }));
  }

  async close(): Promise<void> {
    await Promise.all(this.#providers.map(({ idp }) => idp.close()));
    await this.server.close();
    await this.world.close();
  }

  get db() {
    return this.world.deps.identity.db;
  }

  /** A new provider, believed by the workspace. */
  async addProvider(terms: ProviderTerms = {}): Promise<KnownProvider> {
    const { subject = `subject-${randomUUID()}`, ...settings } = terms;
    const idp = await startHostileProvider({ key: this.key, subject });
    const alias = `idp-${randomUUID().slice(0, 8)}`;
    const { sealer } = this.#sealing();
    await transact(this.db, (tx) =>
      insertIdentityProvider(tx, sealer, {
        ...{ alias, displayName: alias, issuer: idp.issuer, clientId: 'clavis', clientSecret: 'a client secret' },
        ...{ scopes: ['openid'], groupsClaim: null, usernameClaim: 'preferred_username', enabled: true },
        ...{ signingAlgorithms: ['RS256'], createsUsers: true, role: 'member', by: 'ada', ...settings },
      }),
    );
    this.#providers.push({ alias, idp });
    await this.#forgetOldest();
    return { alias, idp };
  }

  /** A workspace has at most fifty; a test needs two at a time. */
  async #forgetOldest(): Promise<void> {
    if (this.#providers.length <= 20) return;
    const [oldest] = this.#providers.splice(0, 1);
    if (oldest === undefined) return;
    await transact(this.db, (tx) => deleteIdentityProvider(tx, oldest.alias));
    await oldest.idp.close();
  }

  #sealing() {
    return { sealer: this.world.deps.workflows.vault.derive('single-sign-on') };
  }

  async get(url: string, cookie?: string): Promise<Ended> {
    const answer = await this.server.inject({ url, headers: cookie === undefined ? {} : { cookie } });
    const setCookie = [answer.headers['set-cookie'] ?? []].flat();
    const session = setCookie.map((text) => text.split(';', 1)[0] ?? '').find((pair) => /^__Host-clavis=./.test(pair));
    return {
      status: answer.statusCode,
      location: String(answer.headers.location ?? ''),
      session: session ?? null,
      setCookie,
    };
  }

  /** Presses the button of a provider. */
  async begin(alias: string, returnTo?: string): Promise<Visit> {
    const query = returnTo === undefined ? '' : `?returnTo=${encodeURIComponent(returnTo)}`;
    const { location, setCookie } = await this.get(`/api/clavis/v1/sso/${alias}/login${query}`);
    return { location, cookie: setCookie[0]?.split(';', 1)[0] ?? '' };
  }

  comeBack(alias: string, query: URLSearchParams | string, cookie?: string): Promise<Ended> {
    return this.get(`/api/clavis/v1/sso/${alias}/callback?${query.toString()}`, cookie);
  }

  /** All of a sign-in: the button, the provider, the way back. */
  async signIn({ alias, idp }: KnownProvider, returnTo?: string): Promise<Ended> {
    const visit = await this.begin(alias, returnTo);
    if (!visit.location.startsWith(idp.issuer))
      return { status: 303, location: visit.location, session: null, setCookie: [] };
    return this.comeBack(alias, idp.agree(visit.location), visit.cookie);
  }

  /** Whose session a cookie is. */
  async whoIs(cookie: string): Promise<string> {
    const answer = await this.server.inject({ url: '/api/service/users/current', headers: { cookie } });
    return answer.json<{ username: string }>().username;
  }

  /** How many sessions there are, of anybody. */
  async countSessions(): Promise<number> {
    const { rows } = await sql<{ count: number }>`SELECT count(*) FROM secret WHERE kind = 'ses'`.execute(this.db);
    return rows[0]?.count ?? 0;
  }

  /** Why sign-ins at a provider were refused, in order, as the audit tells it. */
  async reasons(alias: string): Promise<string[]> {
    await this.world.deps.journal.flush();
    const { rows } = await sql<{ reason: string }>`
      SELECT detail::jsonb ->> 'reason' AS reason FROM audit_record
      WHERE action = 'session.refuse' AND detail::jsonb ->> 'method' = ${`sso:${alias}`} ORDER BY sequence`.execute(
      this.db,
    );
    return rows.map(({ reason }) => reason);
  }
}
