import { sql } from '../../src/postgres/index.ts';
import { createPeopleScene, ownSite, password, type Browser, type PeopleScene, type Person } from './people-scene.ts';

/** One answer of the Alation wire. */
export interface WireAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A refresh token as its holder has it. */
export interface HeldToken {
  readonly text: string;
  readonly userId: number;
  readonly name: string;
}

/** Somebody with a number, as the Alation wire knows them. */
export type NumberedPerson = Person & { readonly userId: number };

export const tokenEndpoints = [
  'createRefreshToken',
  'regenRefreshToken',
  'validateRefreshToken',
  'createAPIAccessToken',
  'validateAPIAccessToken',
  'revokeAPIAccessTokens',
] as const;
export type TokenEndpoint = (typeof tokenEndpoints)[number];

/** People, and short words for what their programs do at the token endpoints. */
export interface RefreshTokenScene extends PeopleScene {
  /** Sends a JSON body to a token endpoint. */
  ask(endpoint: TokenEndpoint, body: unknown, headers?: Record<string, string>): Promise<WireAnswer>;
  /** Who asks the data API with this token; 403 when it is refused. */
  whoIs(token: string, header?: string): Promise<WireAnswer>;
  addNumberedPerson(role?: Person['role']): Promise<NumberedPerson>;
  makeRefreshToken(person: Person, name?: string): Promise<HeldToken>;
  makeAccessToken(held: HeldToken): Promise<string>;
  /** The pair of a refresh token as the endpoints want it. */
  pairOf(held: HeldToken): { readonly refresh_token: string; readonly user_id: number };
  /** Moves everything about a secret into the past; the database's clock cannot be moved. */
  ageSecret(secretId: string, interval: string): Promise<void>;
  /** The one secret of a kind that a person has and that was not revoked. */
  liveSecretId(person: NumberedPerson, kind: 'ref' | 'acc'): Promise<string>;
  idsOf(person: Person): Promise<{ readonly id: number; readonly secretId: string }[]>;
  /** Changes settings as ada, in her browser. */
  set(alation: Record<string, unknown>): Promise<void>;
  native(browser: Browser, request: readonly [method: string, path: string], body?: unknown): Promise<WireAnswer>;
}

function answerFrom(answer: { statusCode: number; body: string; headers: object }): WireAnswer {
  const json = (answer.body.startsWith('{') ? JSON.parse(answer.body) : {}) as WireAnswer['json'];
  return { status: answer.statusCode, json, text: answer.body, headers: { ...answer.headers } };
}

function ok(answer: WireAnswer, status = 200): WireAnswer {
  if (answer.status !== status) throw new Error(`${String(answer.status)}: ${answer.text}`);
  return answer;
}

type Speech = Pick<RefreshTokenScene, 'ask' | 'native' | 'whoIs'>;

function speechOf({ world }: PeopleScene): Speech {
  const { server } = world;
  return {
    ask: async (endpoint, body, headers = {}) =>
      answerFrom(
        await server.inject({
          method: 'POST',
          url: `/integration/v1/${endpoint}/`,
          headers: { 'content-type': 'application/json', ...headers },
          payload: JSON.stringify(body),
        }),
      ),
    native: async (browser, [method, path], body) =>
      answerFrom(
        await server.inject({
          method: method as 'GET',
          url: `/api/clavis/v1${path}`,
          headers: { ...ownSite, ...browser.headers },
          ...(body === undefined ? {} : { payload: body as object }),
        }),
      ),
    whoIs: async (token, header = 'TOKEN') =>
      answerFrom(await server.inject({ url: '/integration/v1/userinfo/', headers: { [header]: token } })),
  };
}

function pairOf({ text, userId }: HeldToken): ReturnType<RefreshTokenScene['pairOf']> {
  return { refresh_token: text, user_id: userId };
}

export async function createRefreshTokenScene(): Promise<RefreshTokenScene> {
  const scene = await createPeopleScene();
  const { db } = scene.world.database;
  const speech = speechOf(scene);
  const { ask, native } = speech;

  return {
    ...scene,
    ...speech,
    pairOf,
    addNumberedPerson: async (role = 'member') => {
      const person = await scene.addPerson(role);
      const { number } = await db
        .selectFrom('actor')
        .where('id', '=', person.id)
        .select('number')
        .executeTakeFirstOrThrow();
      return { ...person, userId: number };
    },
    makeRefreshToken: async ({ username }, name = 'an integration') => {
      const { json } = ok(await ask('createRefreshToken', { username, password, name }), 201);
      return { text: String(json['refresh_token']), userId: Number(json['user_id']), name };
    },
    makeAccessToken: async (held) => {
      const { json } = ok(await ask('createAPIAccessToken', pairOf(held)), 201);
      return String(json['api_access_token']);
    },
    liveSecretId: async (person, kind) => {
      const { id } = await db
        .selectFrom('secret')
        .where('kind', '=', kind)
        .where('actor_id', '=', person.id)
        .where('retired_at', 'is', null)
        .select('id')
        .executeTakeFirstOrThrow();
      return id;
    },
    ageSecret: async (secretId, interval) => {
      await sql`
        UPDATE secret SET created_at = created_at - ${interval}::interval, expires_at = expires_at - ${interval}::interval
        WHERE id = ${secretId}`.execute(db);
    },
    idsOf: async ({ id }) => {
      const rows = await db
        .selectFrom('refresh_token')
        .where('actor_id', '=', id)
        .select(['id', 'secret_id as secretId'])
        .orderBy('id', 'desc')
        .execute();
      return rows;
    },
    set: async (alation) => {
      ok(await native(scene.admin, ['PATCH', '/settings'], { alation }));
    },
  };
}
