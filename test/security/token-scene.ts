import type { NativeApiToken } from '../../src/contract/index.ts';
import { createScene, type Actor, type Scene } from './scene.ts';

export const tokensPath = '/api/clavis/v1/api-tokens';

export interface TokenAnswer {
  readonly status: number;
  readonly etag: string | undefined;
  readonly text: string;
  /** What a test looks at of it is what its operation answers. */
  readonly json: never;
}

export interface Asking {
  /** `boss` when absent. */
  readonly by?: Actor;
  readonly body?: unknown;
  /** The body as it is sent, for what no object can say. */
  readonly raw?: string;
  readonly ifMatch?: string;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
export type MadeToken = NativeApiToken & { readonly secret: string };

/** A scene with short words for what people do with API tokens over HTTP. */
export interface TokenScene {
  readonly scene: Scene;
  /** The API token of the first start, and a person with the role `admin`. */
  readonly admin: Actor;
  readonly boss: Actor;
  ask(method: Method, url: string, asking?: Asking): Promise<TokenAnswer>;
  /** The same; throws unless it is answered with 200. */
  done<T>(method: Method, url: string, asking?: Asking): Promise<T>;
  makeToken(body?: object, by?: Actor): Promise<MadeToken>;
  get(id: string): Promise<NativeApiToken>;
  /** The status with which a secret is let in, or not. */
  whoAmI(secret: string): Promise<number>;
}

/** A token as somebody who sends requests. */
export function asActor({ id, clientId, displayName, secret }: MadeToken): Actor {
  return { name: displayName, username: `service-account-${clientId}`, secret, tokenId: id };
}

export async function createTokenScene(): Promise<TokenScene> {
  const scene = await createScene();
  const admin: Actor = { name: 'bootstrap', username: '', secret: scene.world.admin.tokenSecret, tokenId: null };
  const boss = await scene.addUser('boss', 'admin');
  const ask: TokenScene['ask'] = async (method, url, { by = boss, body, raw, ifMatch } = {}) => {
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const answer = await scene.world.server.inject({
      ...{ method, url },
      headers: {
        authorization: `Bearer ${by.secret}`,
        'content-type': 'application/json',
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
      ...(payload === undefined ? {} : { payload }),
    });
    const json = (answer.body.startsWith('{') ? JSON.parse(answer.body) : {}) as never;
    return { status: answer.statusCode, etag: answer.headers.etag as string | undefined, text: answer.body, json };
  };
  const done = async <T>(method: Method, url: string, asking?: Asking): Promise<T> => {
    const answer = await ask(method, url, asking);
    if (answer.status !== 200) throw new Error(`${method} ${url}: ${answer.text}`);
    return answer.json as T;
  };
  return {
    ...{ scene, admin, boss, ask, done },
    makeToken: async (body = {}, by = boss) => {
      const token = await done<NativeApiToken>('POST', tokensPath, { by, body: { displayName: 'etl', ...body } });
      return { ...token, secret: token.attributes.accessToken ?? '' };
    },
    get: (id) => done<NativeApiToken>('GET', `${tokensPath}/${id}`),
    whoAmI: async (secret) => (await ask('GET', '/api/service/whoami', { by: { ...admin, secret } })).status,
  };
}
