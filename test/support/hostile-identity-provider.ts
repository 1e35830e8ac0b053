import { createHash, createHmac, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A key of a provider, with its public half as it is published. */
export interface ProviderKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: Record<string, unknown>;
}

export function createProviderKey(kid = randomBytes(6).toString('hex')): ProviderKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
  return { kid, privateKey, publicKey, jwk };
}

function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** A JWT with whatever header and payload, signed as `RS256` by the key. */
export function signToken(key: ProviderKey, header: object, payload: unknown): string {
  const input = `${encode({ alg: 'RS256', kid: key.kid, ...header })}.${encode(payload)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key.privateKey).toString('base64url')}`;
}

/** A JWT that claims to be signed by a shared secret. */
export function signWithSecret(secret: Buffer | string, header: object, payload: unknown): string {
  const input = `${encode({ alg: 'HS256', ...header })}.${encode(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** A JWT without a signature. */
export function unsignedToken(header: object, payload: unknown, signature = ''): string {
  return `${encode({ alg: 'none', ...header })}.${encode(payload)}.${signature}`;
}

/** An answer to one request; `null` leaves it unanswered until the provider is closed. */
export type ProviderAnswer = {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, a text as it is. */
  readonly body?: unknown;
  /** Begins the answer and never ends it. */
  readonly isEndless?: boolean;
} | null;

/** What the provider knows of a code that it gave out. */
export interface GivenCode {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly nonce: string | null;
  readonly challenge: string | null;
}

/** Where a provider departs from what it should do; what is absent it does rightly. */
export interface ProviderScript {
  description?: (right: Record<string, unknown>) => ProviderAnswer;
  keys?: (right: { keys: unknown[] }) => ProviderAnswer;
  /** Claims of the ID token; `undefined` takes one away. */
  claims?: Record<string, unknown>;
  /** The ID token itself, made from the right claims. */
  idToken?: (claims: Record<string, unknown>) => unknown;
  token?: (right: Record<string, unknown>) => ProviderAnswer;
  userInfo?: (right: Record<string, unknown>) => ProviderAnswer;
  /** Codes are good for ever and need no proof. */
  isCareless?: boolean;
}

/** A provider that does as its script says; a real server on a free port of this machine. */
export interface HostileProvider {
  readonly issuer: string;
  readonly key: ProviderKey;
  script: ProviderScript;
  /** Paths asked so far. */
  readonly asked: string[];
  /** What a person who agrees is sent back with: the query of the callback. */
  agree(location: string): URLSearchParams;
  close(): Promise<void>;
}

export interface HostileProviderOptions {
  readonly key: ProviderKey;
  readonly subject?: string;
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function send(response: ServerResponse, answer: ProviderAnswer): void {
  if (answer === null) return;
  const { status = 200, type = 'application/json', headers = {}, body, isEndless = false } = answer;
  response.writeHead(status, { 'content-type': type, ...headers });
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  if (isEndless) response.write(text ?? '');
  else response.end(text);
}

function challengeOf(verifier: string | null): string {
  return createHash('sha256')
    .update(verifier ?? '')
    .digest('base64url');
}

class ScriptedProvider implements HostileProvider {
  readonly asked: string[] = [];
  readonly issuer: string;
  readonly key: ProviderKey;
  readonly #subject: string;
  readonly #codes = new Map<string, GivenCode>();
  readonly #server: ReturnType<typeof createServer>;
  script: ProviderScript = {};

  constructor(server: ReturnType<typeof createServer>, { key, subject = 'subject-1' }: HostileProviderOptions) {
    this.#server = server;
    this.#subject = subject;
    this.key = key;
    this.issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    server.on('request', (request, response) => {
      this.asked.push(request.url ?? '');
      void this.#answer(request).then((answer) => send(response, answer));
    });
  }

  agree(location: string): URLSearchParams {
    const asked = new URL(location).searchParams;
    const code = randomBytes(16).toString('base64url');
    this.#codes.set(code, {
      clientId: asked.get('client_id') ?? '',
      redirectUri: asked.get('redirect_uri') ?? '',
      nonce: asked.get('nonce'),
      challenge: asked.get('code_challenge'),
    });
    return new URLSearchParams({ code, state: asked.get('state') ?? '', iss: this.issuer });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage): Promise<ProviderAnswer> {
    const path = (request.url ?? '').split('?', 1)[0];
    if (path === '/.well-known/openid-configuration') return this.#describe();
    if (path === '/keys') {
      const right = { keys: [this.key.jwk] };
      return this.script.keys === undefined ? { body: right } : this.script.keys(right);
    }
    if (path === '/token') return this.#giveTokens(await readForm(request));
    if (path === '/user-info') {
      const right = { sub: this.#subject };
      return this.script.userInfo === undefined ? { body: right } : this.script.userInfo(right);
    }
    return { status: 404, body: {} };
  }

  #describe(): ProviderAnswer {
    const right = {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      userinfo_endpoint: `${this.issuer}/user-info`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    };
    return this.script.description === undefined ? { body: right } : this.script.description(right);
  }

  #giveTokens(form: URLSearchParams): ProviderAnswer {
    const code = form.get('code') ?? '';
    const given = this.#codes.get(code);
    const isProved = given !== undefined && given.challenge === challengeOf(form.get('code_verifier'));
    const isRight = isProved && given.redirectUri === form.get('redirect_uri');
    if (given === undefined || (!isRight && this.script.isCareless !== true)) {
      return { status: 400, body: { error: 'invalid_grant' } };
    }
    if (this.script.isCareless !== true) this.#codes.delete(code);
    const now = Math.floor(Date.now() / 1000);
    const claims: Record<string, unknown> = {
      iss: this.issuer,
      sub: this.#subject,
      aud: given.clientId,
      nonce: given.nonce,
      iat: now,
      exp: now + 300,
      preferred_username: 'grace',
      ...this.script.claims,
    };
    const idToken = this.script.idToken === undefined ? signToken(this.key, {}, claims) : this.script.idToken(claims);
    const right = { access_token: 'an-access-token', token_type: 'Bearer', expires_in: 300, id_token: idToken };
    return this.script.token === undefined ? { body: right } : this.script.token(right);
  }
}

export async function startHostileProvider(options: HostileProviderOptions): Promise<HostileProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new ScriptedProvider(server, options);
}
