import { pause } from '../retry.ts';
import { type CallOptions } from '../transport.ts';
import { type DeviceSignIn, pollDeviceSignIn, readDeviceSignIn } from './device-sign-in.ts';
import { postForm, requireForm } from './post-form.ts';
import { createProofKey, randomText } from './proof-key.ts';
import { readSignInTokens, type SignInTokens } from './sign-in-tokens.ts';

export interface SignInOptions {
  /** Scheme and host of the server. */
  baseUrl: string;
  /** The OAuth client; absent: the one of the command line, which needs no registration. */
  clientId?: string;
  fetch?: typeof globalThis.fetch;
  now?: () => Date;
  /** Waits between two questions of the device flow. */
  wait?: (waitMs: number, signal?: AbortSignal) => Promise<void>;
}

/** A sign-in that goes on in a browser on this machine. */
export interface BrowserSignIn {
  /** Open this in the browser. */
  url: string;
  /** Comes back with the code. SECURITY: a code that comes with another state is not the answer to this sign-in. */
  state: string;
  /** Proves that the code goes to the program that began. */
  verifier: string;
  redirectUrl: string;
}

const clientIdDefault = 'clavis-cli';
const protocolPath = '/auth/realms/default/protocol/openid-connect';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
/** `offline_access` asks for a refresh token. */
const scope = 'openid offline_access';

/**
 * Clavis only: a person signs in at a program that is not a browser. On the same machine by code and PKCE to a loopback
 * address (RFC 8252), elsewhere by typing a code (RFC 8628). Failures are `ClavisError`s with the OAuth code, such as
 * `invalid_grant`.
 */
export class SignIn {
  readonly #base: string;
  readonly #clientId: string;
  readonly #fetch: typeof globalThis.fetch;
  readonly #now: () => Date;
  readonly #wait: (waitMs: number, signal?: AbortSignal) => Promise<void>;

  constructor(options: SignInOptions) {
    this.#base = `${options.baseUrl.replace(/\/+$/, '')}${protocolPath}`;
    this.#clientId = options.clientId ?? clientIdDefault;
    this.#fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.#now = options.now ?? (() => new Date());
    this.#wait = options.wait ?? pause;
  }

  /** The address to open; the browser comes back to `redirectUrl` with `code` and `state`, or with `error`. */
  async beginInBrowser(redirectUrl: string): Promise<BrowserSignIn> {
    const { verifier, challenge } = await createProofKey();
    const state = randomText();
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: this.#clientId,
      redirect_uri: redirectUrl,
      scope,
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      // Without it the server would not ask the person and give no refresh token (OpenID Connect Core, section 11).
      prompt: 'consent',
    });
    return { url: `${this.#base}/auth?${query.toString()}`, state, verifier, redirectUrl };
  }

  async finishInBrowser(begun: BrowserSignIn, code: string, options: CallOptions = {}): Promise<SignInTokens> {
    const fields = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: begun.redirectUrl,
      code_verifier: begun.verifier,
    };
    return this.#requireTokens(fields, options);
  }

  async beginOnDevice(options: CallOptions = {}): Promise<DeviceSignIn> {
    const askedAt = this.#now();
    return readDeviceSignIn(await requireForm(this.#call('/auth/device', { scope }, options)), askedAt);
  }

  /** Waits until a person has approved the code; see `pollDeviceSignIn`. */
  async awaitDevice(begun: DeviceSignIn, options: CallOptions = {}): Promise<SignInTokens> {
    const fields = { grant_type: deviceGrant, device_code: begun.deviceCode };
    let askedAt = this.#now();
    const body = await pollDeviceSignIn(begun, {
      ask: () => {
        askedAt = this.#now();
        return postForm(this.#call('/token', fields, options));
      },
      wait: (waitMs) => this.#wait(waitMs, options.signal),
      now: this.#now,
    });
    return readSignInTokens(body, askedAt);
  }

  /** The next bearer. The refresh token is spent: the answer holds its successor. */
  async refresh(refreshToken: string, options: CallOptions = {}): Promise<SignInTokens> {
    return this.#requireTokens({ grant_type: 'refresh_token', refresh_token: refreshToken }, options);
  }

  /** Ends a refresh token with every bearer it made, or one bearer (RFC 7009). One that is not known any more is no failure. */
  async revoke(token: string, options: CallOptions = {}): Promise<void> {
    await requireForm(this.#call('/revoke', { token }, options));
  }

  async #requireTokens(fields: Record<string, string>, options: CallOptions): Promise<SignInTokens> {
    const askedAt = this.#now();
    return readSignInTokens(await requireForm(this.#call('/token', fields, options)), askedAt);
  }

  #call(path: string, fields: Record<string, string>, { signal }: CallOptions) {
    const url = `${this.#base}${path}`;
    return { url, fields: { ...fields, client_id: this.#clientId }, fetch: this.#fetch, signal };
  }
}
