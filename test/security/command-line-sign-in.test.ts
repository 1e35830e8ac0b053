import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Outcome, runCommand, type Surroundings } from '../scenarios/doors/captured-terminal.ts';
import { createOauthScene, type OauthScene, type Person } from './oauth-scene.ts';

// `clavis login` against a whole server: what its own tests play with a scripted one.
let scene: OauthScene;
let grace: Person;
let url: string;
let home: string;

beforeAll(async () => {
  scene = await createOauthScene();
  grace = await scene.addPerson('grace');
  url = `http://127.0.0.1:${String((scene.world.server.server.address() as AddressInfo).port)}`;
});
afterAll(() => scene.world.close());

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'clavis login '));
});
afterEach(() => rm(home, { recursive: true }));

interface StoredEntry {
  bearer: string;
  refreshToken: string;
}

function run(words: string, given: Surroundings = {}): Promise<Outcome> {
  return runCommand(words.split(' '), { CLAVIS_URL: url, XDG_CONFIG_HOME: home }, given);
}

async function stored(): Promise<StoredEntry> {
  const file = JSON.parse(await readFile(join(home, 'clavis', 'credentials.json'), 'utf8')) as {
    servers: Record<string, StoredEntry>;
  };
  const entry = file.servers[url];
  if (entry === undefined) throw new Error('nothing is stored for this server');
  return entry;
}

async function statusOf(bearer: string): Promise<number> {
  return (await scene.asBearer(bearer, 'getCurrentUser')).status;
}

/** `clavis login` at a device whose person does this with the code; the waits of the device take no time. */
async function logIn(decide: (userCode: string) => Promise<unknown>): Promise<Outcome> {
  let said = '';
  let isDecided = false;
  return run('login', {
    onMessage: (text) => {
      said += text;
    },
    wait: async () => {
      if (!isDecided) await decide(/^ {2}([A-Z]{4}-[A-Z]{4})$/m.exec(said)?.[1] ?? '');
      isDecided = true;
      await scene.world.database.pool.query('UPDATE oauth_artifact SET poll_seconds = 0');
    },
  });
}

const allow = (userCode: string) => scene.asPerson(grace, 'allowDevice', { body: { userCode } });
const refuse = (userCode: string) => scene.asPerson(grace, 'refuseDevice', { body: { userCode } });

describe('a sign-in at the command line', () => {
  it('acts as the person who approved it', async () => {
    expect(await logIn(allow)).toMatchObject({ code: 0, out: expect.stringContaining('as grace') as string });
    const { out } = await run('whoami --json');
    expect(JSON.parse(out)).toMatchObject({ username: 'grace', credential: { kind: 'sign-in' } });
  });

  it('is nobody’s when the person refused', async () => {
    expect(await logIn(refuse)).toMatchObject({ code: 1, err: expect.stringContaining('refused') as string });
    await expect(stored()).rejects.toThrow('ENOENT');
  });

  it('is nobody’s when nobody decided in time', async () => {
    const expire = () =>
      scene.world.database.pool.query("UPDATE oauth_artifact SET expires_at = now() - interval '1 second'");
    expect(await logIn(expire)).toMatchObject({ code: 1, err: expect.stringContaining('in time') as string });
  });

  it('goes on after its bearer has ended, for commands at the same time too', async () => {
    await logIn(allow);
    const before = await stored();
    const now = (): Date => new Date(Date.now() + 3_600_001);
    const outcomes = await Promise.all([run('whoami', { now }), run('whoami', { now }), run('whoami', { now })]);
    expect(outcomes.map(({ code, err }) => ({ code, err }))).toEqual(Array(3).fill({ code: 0, err: '' }));
    expect((await stored()).refreshToken).not.toBe(before.refreshToken);
    expect(await statusOf((await stored()).bearer)).toBe(200);
  });

  it('is dead at the server after `clavis logout`, and so is one that a second login replaced', async () => {
    await logIn(allow);
    const first = await stored();
    await logIn(allow);
    const second = await stored();
    expect([await statusOf(first.bearer), await statusOf(second.bearer)]).toEqual([401, 200]);
    expect(await run('logout')).toMatchObject({ code: 0 });
    expect(await statusOf(second.bearer)).toBe(401);
    for (const { refreshToken } of [first, second]) {
      const fields = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: 'clavis-cli' };
      expect(await scene.form('issueToken', fields)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    }
  });

  it('ends with the person’s account, and says what to do', async () => {
    await logIn(allow);
    const { admin } = scene.world;
    await scene.asBearer(admin.tokenSecret, 'disableUser', { part: grace.principal.actorId });
    expect(await run('whoami')).toMatchObject({ code: 1, err: expect.stringContaining('clavis login') as string });
    expect(await run('whoami')).toMatchObject({ code: 2, err: expect.stringContaining('clavis login') as string });
    await scene.asBearer(admin.tokenSecret, 'enableUser', { part: grace.principal.actorId });
  });
});
