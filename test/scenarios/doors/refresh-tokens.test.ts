import { afterAll, beforeAll, expect, it } from 'vitest';
import { ClavisClient, collectAll } from '../../../src/sdk/index.ts';
import { password } from '../../security/people-scene.ts';
import {
  createRefreshTokenScene,
  type NumberedPerson,
  type RefreshTokenScene,
} from '../../security/refresh-token-scene.ts';
import { runCommand } from './captured-terminal.ts';

let scene: RefreshTokenScene;
let url: string;
let person: NumberedPerson;
let bearer: string;
let adminBearer: string;
beforeAll(async () => {
  scene = await createRefreshTokenScene();
  url = scene.world.server.listeningOrigin;
  person = await scene.addNumberedPerson();
  bearer = await scene.makeBearer(await scene.signIn(person));
  adminBearer = await scene.makeBearer(scene.admin);
});
afterAll(() => scene.close());

/** What a command puts out for programs; it must succeed. */
async function clavis(input: string, ...args: readonly string[]): Promise<Record<string, unknown>> {
  const env = { CLAVIS_URL: url, CLAVIS_TOKEN: bearer };
  const { code, out, err } = await runCommand(['refresh-token', ...args, '--json'], env, { input });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Record<string, unknown>;
}

async function statusOf(accessToken: unknown): Promise<number> {
  return (await scene.whoIs(String(accessToken))).status;
}

it('by the command line: made by password, made into access, replaced, listed and revoked', async () => {
  const owner = ['--user-id', String(person.userId)];
  const made = await clavis(password, 'create', 'nightly', '--username', person.username);
  expect(made).toMatchObject({ name: 'nightly', userId: person.userId });
  const secret = String(made['secret']);
  const access = await clavis(secret, 'access-token', ...owner);
  expect(await statusOf(access['secret'])).toBe(200);
  expect(await clavis(secret, 'validate', ...owner)).toMatchObject({ state: 'active', name: 'nightly' });
  expect(await clavis(String(access['secret']), 'validate', '--access', ...owner)).toMatchObject({ state: 'active' });

  const next = await clavis(secret, 'regenerate', ...owner);
  expect(await statusOf(access['secret'])).toBe(403);
  const listed = (await clavis('', 'list')) as unknown as { id: number; name: string; state: string }[];
  expect(listed.map(({ name, state }) => [name, state])).toEqual([
    ['nightly', 'active'],
    ['nightly', 'revoked'],
  ]);
  const again = await clavis(String(next['secret']), 'access-token', ...owner);
  expect(await clavis('', 'revoke', String(listed[0]?.id), '--access-tokens')).toEqual({ accessTokensRevoked: 1 });
  expect(await statusOf(again['secret'])).toBe(403);
  expect(await clavis('', 'revoke', String(listed[0]?.id))).toMatchObject({ state: 'revoked' });
  const dead = await runCommand(
    ['refresh-token', 'validate', ...owner],
    { CLAVIS_URL: url },
    { input: String(next['secret']) },
  );
  expect(dead).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('expired or revoked') as string,
  });
});

it('by the client: an admin sees everybody’s tokens, ends all of one person, and changes how long new ones live', async () => {
  const stranger = new ClavisClient({ baseUrl: url });
  const admin = new ClavisClient({ baseUrl: url, token: adminBearer });
  const other = await scene.addNumberedPerson('guest');
  const create = (name: string) => stranger.refreshTokens.create({ username: other.username, password, name });
  const [first, second] = [await create('one'), await create('one')];
  const access = await stranger.refreshTokens.createAccessToken(first);
  expect(await stranger.refreshTokens.validateAccessToken(access)).toMatchObject({ secret: access.secret });

  const filter = { username: other.username };
  const all = await collectAll(admin.refreshTokens.listAll({ filter, pageSize: 1 }));
  expect(all.map(({ name, state, userId }) => [name, state, userId])).toEqual([
    ['one', 'active', other.userId],
    ['one', 'active', other.userId],
  ]);
  expect(await admin.refreshTokens.listOfUser(other.id)).toHaveLength(2);
  expect(await admin.refreshTokens.revokeAllOfUser(other.id)).toBe(2);
  expect(await statusOf(access.secret)).toBe(403);
  await expect(stranger.refreshTokens.validate(second)).rejects.toMatchObject({ status: 401, code: '401000' });

  const own = new ClavisClient({ baseUrl: url, token: bearer });
  await expect(collectAll(own.refreshTokens.listAll())).rejects.toMatchObject({ status: 403 });
  const before = await admin.settings.get();
  await admin.settings.update({ alation: { refreshTokenDays: 3 } });
  const short = await create('short');
  expect(Math.round((short.expiresAt.getTime() - short.createdAt.getTime()) / 86_400_000)).toBe(3);
  await admin.settings.update({ alation: { refreshTokenDays: before.alation.refreshTokenDays } });
});
