import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { operations, type OperationId } from '../../src/contract/index.ts';
import { beginSession, createLocalUser, noOrigin, type Principal } from '../../src/identity/index.ts';
import { transact } from '../../src/postgres/index.ts';
import { sessionCookieName } from '../../src/http/authentication/session-cookie.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** An answer, with its JSON read where it has any. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: Record<string, unknown>;
  readonly location: string;
  readonly cookies: Readonly<Record<string, string>>;
}

/** A person signed in in a browser. */
export interface Person {
  readonly principal: Principal;
  readonly session: string;
  readonly sessionId: string;
}

/** A client that has a secret. */
export interface SecretClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

type Form = Readonly<Record<string, string | undefined>>;

export interface OauthScene {
  readonly world: World;
  /** Sends a form to an endpoint of the protocol. */
  form(id: OperationId, fields: Form, options?: FormOptions): Promise<Answer>;
  /** A request as somebody with a bearer. */
  asBearer(bearer: string, id: OperationId, options?: CallOptions): Promise<Answer>;
  /** A request of our own page in the browser of a person. */
  asPerson(person: Person, id: OperationId, options?: CallOptions): Promise<Answer>;
  /** A navigation of a browser. */
  browse(url: string, cookies?: Readonly<Record<string, string>>): Promise<Answer>;
  addPerson(username: string, role?: 'admin' | 'member' | 'guest'): Promise<Person>;
  addClient(role?: string): Promise<SecretClient & { readonly id: string }>;
  /** The access token of a client. */
  clientToken(client: SecretClient): Promise<string>;
  /** A code flow up to the code, with everything that the token endpoint will want. */
  obtainCode(person: Person): Promise<Record<string, string>>;
  /** Access and refresh token of the command line, for a person. */
  signInCli(person: Person): Promise<{ readonly accessToken: string; readonly refreshToken: string }>;
  /** A device that waits. */
  beginDevice(): Promise<{ readonly deviceCode: string; readonly userCode: string }>;
}

export interface FormOptions {
  readonly server?: FastifyInstance;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CallOptions {
  readonly server?: FastifyInstance;
  readonly part?: string;
  readonly query?: string;
  readonly body?: unknown;
  readonly cookies?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export const cli = 'clavis-cli';
export const redirectUri = 'http://127.0.0.1:43210/callback';
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
export const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';

export function pathOf(id: OperationId, part = ''): string {
  return operations[id].path.replace(/\{\w+\}/, encodeURIComponent(part));
}

export function encodeForm(fields: Form): string {
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  return new URLSearchParams(given).toString();
}

function cookieHeader(cookies: Readonly<Record<string, string>>): string {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}

interface Injected {
  readonly statusCode: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

function readAnswer({ statusCode, body, headers }: Injected): Answer {
  const set = [headers['set-cookie'] ?? []].flat() as string[];
  const pairs = set.map((cookie) => cookie.split(';', 1)[0]?.split('=') ?? []);
  return {
    status: statusCode,
    text: body,
    json: (body.startsWith('{') ? JSON.parse(body) : {}) as Answer['json'],
    location: typeof headers['location'] === 'string' ? headers['location'] : '',
    cookies: Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value])),
  };
}

/** A verifier and its challenge (RFC 7636). */
export function newPkce(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export function authorizeUrl(fields: Form): string {
  const asked = {
    client_id: cli,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid offline_access',
    prompt: 'consent',
    state: 'a state',
    code_challenge_method: 'S256',
    ...fields,
  };
  return `${pathOf('authorize')}?${encodeForm(asked)}`;
}

type Sending = Pick<OauthScene, 'form' | 'asBearer' | 'asPerson' | 'browse'>;

function sendingOf(world: World): Sending {
  const send = async (id: OperationId, { server = world.server, part, query, body, headers }: CallOptions) =>
    readAnswer(
      await server.inject({
        method: operations[id].method,
        url: pathOf(id, part) + (query === undefined ? '' : `?${query}`),
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      }),
    );
  return {
    form: async (id, fields, { server = world.server, headers = {} } = {}) =>
      readAnswer(
        await server.inject({
          method: 'POST',
          url: pathOf(id),
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
          payload: encodeForm(fields),
        }),
      ),
    asBearer: (bearer, id, options = {}) =>
      send(id, { ...options, headers: { ...options.headers, authorization: `Bearer ${bearer}` } }),
    asPerson: (person, id, { cookies = {}, ...options } = {}) => {
      const cookie = cookieHeader({ [sessionCookieName]: person.session, ...cookies });
      return send(id, { ...options, headers: { cookie, 'sec-fetch-site': 'same-origin', ...options.headers } });
    },
    browse: async (url, cookies = {}) =>
      readAnswer(await world.server.inject({ url, headers: { cookie: cookieHeader(cookies), accept: 'text/html' } })),
  };
}

async function addPerson(world: World, username: string, role: 'admin' | 'member' | 'guest'): Promise<Person> {
  return transact(world.database.db, async (tx) => {
    const user = { username, role, passwordHash: null, createdBy: 'ada' } as const;
    const { actorId } = await createLocalUser(tx, user);
    const { principal, session, sessionId } = await beginSession(tx, { actorId, username, role }, noOrigin);
    return { principal, session, sessionId };
  });
}

function textOf(answer: Answer, name: string): string {
  const value = answer.json[name];
  if (typeof value !== 'string') throw new Error(`no \`${name}\` in ${String(answer.status)} ${answer.text}`);
  return value;
}

async function obtainCode({ asPerson, browse }: Sending, person: Person): Promise<Record<string, string>> {
  const { verifier, challenge } = newPkce();
  const begun = await browse(authorizeUrl({ code_challenge: challenge }));
  const uid = begun.location.split('/').at(-1) ?? '';
  const allowed = await asPerson(person, 'allowOauthInteraction', { part: uid, cookies: begun.cookies });
  const back = await browse(textOf(allowed, 'redirectTo'), begun.cookies);
  const code = new URL(back.location).searchParams.get('code') ?? '';
  if (code === '') throw new Error(`no code in ${String(back.status)} ${back.location} ${back.text}`);
  const fields = { grant_type: 'authorization_code', client_id: cli, redirect_uri: redirectUri };
  return { ...fields, code, code_verifier: verifier };
}

export async function createOauthScene(options: WorldOptions = {}): Promise<OauthScene> {
  const world = await createWorld(options);
  const sending = sendingOf(world);
  const { form, asBearer } = sending;
  return {
    world,
    ...sending,
    addPerson: (username, role = 'member') => addPerson(world, username, role),
    addClient: async (role = '$member') => {
      const body = { displayName: 'a client', description: '', role, personaQNs: [] };
      const made = await asBearer(world.admin.tokenSecret, 'createOauthClient', { body });
      return {
        id: textOf(made, 'id'),
        clientId: textOf(made, 'clientId'),
        clientSecret: textOf(made, 'clientSecret'),
      };
    },
    clientToken: async ({ clientId, clientSecret }) => {
      const fields = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
      return textOf(await form('issueToken', fields), 'access_token');
    },
    obtainCode: (person) => obtainCode(sending, person),
    signInCli: async (person) => {
      const issued = await form('issueToken', await obtainCode(sending, person));
      return { accessToken: textOf(issued, 'access_token'), refreshToken: textOf(issued, 'refresh_token') };
    },
    beginDevice: async () => {
      const begun = await form('authorizeDevice', { client_id: cli, scope: 'openid offline_access' });
      return { deviceCode: textOf(begun, 'device_code'), userCode: textOf(begun, 'user_code') };
    },
  };
}
