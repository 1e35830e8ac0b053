import { createAdminScene, type AdminScene } from './admin-scene.ts';
import type { Actor, Answer, Asset } from './scene.ts';

export const requestsPath = '/api/clavis/v1/access-requests';

/** How somebody decides: `verb` is the last part of the path. */
export interface Decision {
  readonly verb: string;
  readonly reason?: string;
}

/** A scene with short words for asking and deciding. */
export interface RequestScene extends AdminScene {
  /** An API token that has asked for nothing yet; ada answers for it. */
  newToken(): Promise<Actor>;
  ask(by: Actor, target: string, more?: object): Promise<Answer>;
  /** The id of the request; throws unless it is answered with 200. */
  asked(by: Actor, target: string, more?: object): Promise<string>;
  decide(by: Actor, id: string, decision: Decision): Promise<Answer>;
  show(by: Actor, id: string): Promise<Answer>;
  idsFor(by: Actor, query?: string): Promise<readonly string[]>;
  isAdmin(actor: Actor, connection: Asset): Promise<boolean>;
  setResponsible(token: Actor, username: string): Promise<unknown>;
  /** Puts a person into a persona. */
  join(persona: Asset, username: string): Promise<unknown>;
}

export async function createRequestScene(): Promise<RequestScene> {
  const stage = await createAdminScene();
  const { scene, boss } = stage;
  let count = 0;
  const ask: RequestScene['ask'] = (by, target, more = {}) =>
    scene.ask(by, requestsPath, {
      method: 'POST',
      body: { kind: 'connection-admin', target, reason: 'a nightly load', ...more },
    });
  return {
    ...stage,
    ask,
    newToken: () => scene.addToken(`asks ${String((count += 1))}`, 'none'),
    asked: async (by, target, more) => {
      const answer = await ask(by, target, more);
      if (answer.status !== 200) throw new Error(answer.text);
      return String(answer.json['id']);
    },
    decide: (by, id, { verb, ...body }) =>
      scene.ask(by, `${requestsPath}/${id}/${verb}`, { method: 'POST', ...(verb === 'withdraw' ? {} : { body }) }),
    show: (by, id) => scene.ask(by, `${requestsPath}/${id}`),
    idsFor: async (by, query = '') => {
      const { json } = await scene.done(by, `${requestsPath}${query}`);
      return (json['records'] as { id: string }[]).map(({ id }) => id);
    },
    isAdmin: async ({ username }, connection) => (await stage.storedAdmins(connection)).includes(`actor ${username}`),
    setResponsible: (token, username) =>
      scene.world.database.pool.query(
        `UPDATE api_token SET responsible_actor_id = (SELECT id FROM actor WHERE username = $1) WHERE id = $2`,
        [username, token.tokenId],
      ),
    join: async ({ guid, name, qualifiedName }, username) => {
      const attributes = { name, qualifiedName, personaUsers: [username] };
      const body = { entities: [{ typeName: 'Persona', guid, attributes }] };
      return scene.done(boss, '/api/meta/entity/bulk', { method: 'POST', body });
    },
  };
}
