import type {
  AcceptInvitationRequest,
  BearerCreated,
  BrowserSession,
  BrowserSessionList,
  SetUpRequest,
  SignedIn,
  SignInRequest,
  SignInWithCodeRequest,
} from '../contract/index.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** A browser in which a person is signed in. */
export interface Session {
  id: string;
  /** The one that asks. */
  current: boolean;
  /** When the person last proved who they are in it. */
  startedAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  /** From where and with what it began; null when it is not known. */
  network: string | null;
  client: string | null;
}

/** `secret` is shown by the server this once. */
export interface UserBearer {
  secret: string;
  expiresAt: Date;
}

const sessionsPath = '/api/clavis/v1/sessions';

export function readSession(wire: BrowserSession): Session {
  const { startedAt, lastUsedAt, expiresAt } = wire;
  return {
    ...wire,
    startedAt: new Date(startedAt),
    lastUsedAt: new Date(lastUsedAt),
    expiresAt: new Date(expiresAt),
  };
}

/** Clavis only: sessions of people at a browser (an http-only cookie), and the first start. */
export class Sessions {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Makes the first admin. Works once, within 15 minutes of the server's start, and only while there is no admin. */
  async claimFirstAdmin(input: SetUpRequest, options?: CallOptions): Promise<SignedIn> {
    return this.#transport.call<SignedIn>({ method: 'POST', path: '/api/clavis/v1/setup', body: input }, options);
  }

  /** Starts a session: the browser holds its cookie afterwards. */
  async signIn(input: SignInRequest, options?: CallOptions): Promise<SignedIn> {
    return this.#transport.call<SignedIn>({ method: 'POST', path: '/api/clavis/v1/sessions', body: input }, options);
  }

  /** Starts a session with the one-time code that the console of the server showed. */
  async signInWithCode(input: SignInWithCodeRequest, options?: CallOptions): Promise<SignedIn> {
    return this.#transport.call<SignedIn>(
      { method: 'POST', path: '/api/clavis/v1/sessions/by-code', body: input },
      options,
    );
  }

  async signOut(options?: CallOptions): Promise<void> {
    await this.#transport.call<unknown>({ method: 'DELETE', path: `${sessionsPath}/current` }, options);
  }

  /** Makes a bearer that acts as the caller for 60 minutes, or until the session ends. Only a session makes one. */
  async createBearer(options?: CallOptions): Promise<UserBearer> {
    const call = { method: 'POST', path: '/api/clavis/v1/bearers' } as const;
    const { secret, expiresAt } = await this.#transport.call<BearerCreated>(call, options);
    return { secret, expiresAt: new Date(expiresAt) };
  }

  /** Sets the password of an invited person, or of one who lost theirs, by the one-time code; and starts a session. */
  async acceptInvitation(input: AcceptInvitationRequest, options?: CallOptions): Promise<SignedIn> {
    const call = { method: 'POST', path: '/api/clavis/v1/invitations/accept', body: input } as const;
    return this.#transport.call<SignedIn>(call, options);
  }

  /** The caller's own, live ones. */
  async list(options?: CallOptions): Promise<Session[]> {
    const { sessions } = await this.#transport.call<BrowserSessionList>({ method: 'GET', path: sessionsPath }, options);
    return sessions.map(readSession);
  }

  /** Ends a session with the bearers made from it. */
  async end(id: string, options?: CallOptions): Promise<void> {
    await this.#transport.call<unknown>(
      { method: 'DELETE', path: `${sessionsPath}/${encodeURIComponent(id)}` },
      options,
    );
  }

  /** Proves the password again, which some workspaces want before a secret is shown. */
  async confirm(password: string, options?: CallOptions): Promise<void> {
    await this.#transport.call<unknown>(
      { method: 'POST', path: `${sessionsPath}/current/confirm`, body: { password } },
      options,
    );
  }

  /** Changes the caller's own password; every other session of theirs ends. */
  async changePassword(input: { currentPassword: string; newPassword: string }, options?: CallOptions): Promise<void> {
    const call = { method: 'POST', path: '/api/clavis/v1/users/current/password', body: input } as const;
    await this.#transport.call<unknown>(call, options);
  }
}
