import { createScene, type Actor, type Answer, type Asset, type Scene } from './scene.ts';
import type { WorldOptions } from './world.ts';

/** Ids of roles, as connections list them. */
export const adminRole = 'c1a51500-0000-4000-8000-000000000001';
export const memberRole = 'c1a51500-0000-4000-8000-000000000002';
export const guestRole = 'c1a51500-0000-4000-8000-000000000003';
/** Roles that nobody has. */
export const unheldRole = 'c1a51500-0000-4000-8000-000000000013';

export interface ListedAdmin {
  readonly kind: string;
  readonly name: string;
  readonly displayName: string | null;
  readonly living: boolean;
}

export interface AdminAnswer extends Answer {
  readonly etag: string | undefined;
}

export interface AdminNames {
  readonly body: unknown;
  readonly ifMatch?: string;
}

/** A scene of connections, who administers them and who would like to. */
export interface AdminScene {
  readonly scene: Scene;
  /** Role `admin`, a person; administers nothing. */
  readonly boss: Actor;
  /** Role `member`; administers every connection that `addConnection` makes. */
  readonly keeper: Actor;
  /** Role `member`, in the group `data_team`. */
  readonly reader: Actor;
  readonly guest: Actor;
  /** An API token of role `none`. */
  readonly robot: Actor;
  /** An API token of role `default`, which makes connections and leaves them to `keeper`. */
  readonly maker: Actor;
  /** A connection that `keeper` alone administers, beside those of `lists`. */
  addConnection(lists?: object): Promise<Asset>;
  add(by: Actor, reference: string, names: AdminNames): Promise<AdminAnswer>;
  remove(by: Actor, reference: string, names: AdminNames): Promise<AdminAnswer>;
  listAdmins(reference: string): Promise<readonly ListedAdmin[]>;
  /** What decisions are made from: `kind subject`, sorted. */
  storedAdmins(connection: Asset): Promise<readonly string[]>;
  /** What the asset shows. */
  attributesOf(connection: Asset): Promise<Readonly<Record<string, unknown>>>;
  /** Saves the asset of the connection with other attributes. */
  saveConnection(by: Actor, connection: Asset, attributes: object): Promise<Answer>;
}

export function adminsPath(reference: string): string {
  return `/api/clavis/v1/connections/${encodeURIComponent(reference)}/admins`;
}

async function storedAdmins({ world }: Scene, { guid }: Asset): Promise<readonly string[]> {
  const rows = await world.database.db
    .selectFrom('connection_admin')
    .select(['subject_kind', 'subject'])
    .where('connection_guid', '=', guid)
    .execute();
  return rows.map((row) => `${row.subject_kind} ${row.subject}`).sort();
}

function changing(scene: Scene, method: 'POST' | 'DELETE'): AdminScene['add'] {
  return async (by, reference, { body, ifMatch }) => {
    const answer = await scene.world.server.inject({
      ...{ method, url: adminsPath(reference), payload: JSON.stringify(body) },
      headers: {
        authorization: `Bearer ${by.secret}`,
        'content-type': 'application/json',
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
    });
    const etag = answer.headers.etag as string | undefined;
    return { status: answer.statusCode, text: answer.body, etag, json: answer.json() };
  };
}

async function addPeople(scene: Scene) {
  const boss = await scene.addUser('boss', 'admin');
  const keeper = await scene.addUser('keeper', 'member');
  const reader = await scene.addUser('reader', 'member');
  const guest = await scene.addUser('guest', 'guest');
  await scene.addGroup('data_team', [reader]);
  await scene.addGroup('nobody_there', []);
  return { boss, keeper, reader, guest };
}

export async function createAdminScene(options: WorldOptions = {}): Promise<AdminScene> {
  const scene = await createScene(options);
  const people = await addPeople(scene);
  const { keeper } = people;
  const robot = await scene.addToken('robot', 'none');
  const maker = await scene.addToken('maker', 'default');
  const [add, remove] = [changing(scene, 'POST'), changing(scene, 'DELETE')];
  return {
    ...{ scene, ...people, robot, maker, add, remove },
    addConnection: async (lists = {}) => {
      const connection = await scene.addConnection(maker, { adminUsers: ['keeper'], ...lists });
      const left = await remove(keeper, connection.guid, { body: { tokens: [maker.username] } });
      if (left.status !== 200) throw new Error(left.text);
      return connection;
    },
    listAdmins: async (reference) => {
      const { json } = await scene.done(keeper, adminsPath(reference));
      return json['admins'] as readonly ListedAdmin[];
    },
    storedAdmins: (connection) => storedAdmins(scene, connection),
    attributesOf: async ({ guid }) => {
      const { json } = await scene.done(keeper, `/api/meta/entity/guid/${guid}`);
      return (json['entity'] as { attributes: Record<string, unknown> }).attributes;
    },
    saveConnection: (by, { guid, qualifiedName, name }, attributes) =>
      scene.save(by, { typeName: 'Connection', guid, attributes: { qualifiedName, name, ...attributes } }),
  };
}
