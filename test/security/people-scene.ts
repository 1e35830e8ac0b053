import type { FastifyInstance, InjectOptions } from 'fastify';
import { createLocalUser } from '../../src/identity/index.ts';
import { hashPassword } from '../../src/identity/sign-in/password-hash.ts';
import { sql, transact } from '../../src/postgres/index.ts';
import { addNode, type Node } from './node.ts';
import { createWorld, type World } from './world.ts';

export const host = 'clavis.test:7373';
export const ownSite = { host, 'sec-fetch-site': 'same-origin' };
export const password = 'correct horse battery staple';

export interface Person {
  readonly id: string;
  readonly username: string;
  readonly role: 'admin' | 'member' | 'guest';
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: Record<string, unknown>;
  readonly setCookie: string | null;
}

type Headers = Record<string, string>;
type Sending = Headers & { readonly authorization?: string; readonly cookie?: string };

/** A browser that is signed in: what it sends along. */
export interface Browser {
  readonly person: Person;
  readonly headers: Headers;
  readonly sessionId: string;
}

export function bearer(secret: string): Headers {
  return { authorization: `Bearer ${secret}` };
}

export function cookieOf(answer: Answer): Headers {
  return { cookie: answer.setCookie?.split(';', 1)[0] ?? '' };
}

/** Sends one request to a server. */
export async function send(
  server: FastifyInstance,
  request: readonly [method: string, url: string, body?: unknown],
  headers: Sending = {},
): Promise<Answer> {
  const [method, url, body] = request;
  const answer = await server.inject({
    method: method as 'GET',
    url,
    headers: { ...ownSite, ...headers },
    ...(body === undefined ? {} : { payload: body as InjectOptions['payload'] }),
  } as InjectOptions);
  const setCookie = answer.headers['set-cookie'];
  return {
    status: answer.statusCode,
    text: answer.body,
    json: (answer.body.startsWith('{') ? JSON.parse(answer.body) : {}) as Record<string, unknown>,
    setCookie: setCookie === undefined ? null : String(setCookie),
  };
}

/** Two nodes on one database, with people who all have the same password. */
export interface PeopleScene {
  readonly world: World;
  readonly other: Node;
  readonly nodes: readonly FastifyInstance[];
  /** Ada, in a browser: a person who is an admin. */
  readonly admin: Browser;
  addPerson(role?: Person['role']): Promise<Person>;
  signIn(person: Person): Promise<Browser>;
  /** A bearer of 60 minutes, made in that browser. */
  makeBearer(browser: Browser): Promise<string>;
  /** The status of every node to a request with these headers. */
  statuses(headers: Headers): Promise<number[]>;
  /** Moves a session into the past; the database's clock cannot be moved. */
  age(sessionId: string, interval: string): Promise<void>;
  forgetBudgets(): Promise<void>;
  close(): Promise<void>;
}

export async function createPeopleScene(): Promise<PeopleScene> {
  const world = await createWorld();
  const other = await addNode(world, { failuresPerMinute: 1_000_000 });
  const { db } = world.database;
  const passwordHash = await hashPassword(password);
  const nodes = [world.server, other.server];
  let made = 0;

  async function signInAs(person: Person, words: string): Promise<Browser> {
    const body = { username: person.username, password: words };
    const answer = await send(world.server, ['POST', '/api/clavis/v1/sessions', body]);
    if (answer.status !== 200) throw new Error(answer.text);
    const headers = cookieOf(answer);
    const current = await send(world.server, ['GET', '/api/clavis/v1/sessions/current'], headers);
    return { person, headers, sessionId: String(current.json['id']) };
  }

  const ada: Person = { id: world.admin.principal.actorId, username: world.admin.username, role: 'admin' };
  return {
    ...{ world, other, nodes },
    admin: await signInAs(ada, world.admin.password),
    addPerson: async (role = 'member') => {
      made += 1;
      const username = `person-${String(made)}`;
      const email = `${username}@example.org`;
      const user = { username, email, role, passwordHash, createdBy: 'ada' };
      const { actorId: id } = await transact(db, (tx) => createLocalUser(tx, user));
      return { id, username, role };
    },
    signIn: (person) => signInAs(person, password),
    makeBearer: async (browser) => {
      const answer = await send(world.server, ['POST', '/api/clavis/v1/bearers'], browser.headers);
      return String(answer.json['secret']);
    },
    statuses: (headers) =>
      Promise.all(nodes.map(async (node) => (await send(node, ['GET', '/api/service/users/current'], headers)).status)),
    age: async (sessionId, interval) => {
      await sql`
        UPDATE secret SET created_at = created_at - ${interval}::interval,
          last_used_at = last_used_at - ${interval}::interval, expires_at = expires_at - ${interval}::interval
        WHERE id = ${sessionId}`.execute(db);
    },
    forgetBudgets: async () => {
      await sql`DELETE FROM sign_in_budget`.execute(db);
    },
    close: async () => {
      await other.close();
      await world.close();
    },
  };
}
