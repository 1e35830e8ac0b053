import type { SetUpRequest, SignedIn, SignInRequest, SignInWithCodeRequest } from '../contract/index.ts';
import { type CallOptions, type Transport } from './transport.ts';

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
    await this.#transport.call<unknown>({ method: 'DELETE', path: '/api/clavis/v1/sessions/current' }, options);
  }
}
