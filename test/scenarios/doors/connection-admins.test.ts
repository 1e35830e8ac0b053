import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAdminScene, type AdminScene } from '../../security/admin-scene.ts';
import type { Actor } from '../../security/scene.ts';
import { runCommand } from './captured-terminal.ts';

let stage: AdminScene;
beforeAll(async () => {
  stage = await createAdminScene();
});
afterAll(() => stage.scene.world.close());

/** What the command of somebody puts out; it must succeed. */
async function clavis(by: Actor, ...args: readonly string[]): Promise<string> {
  const env = { CLAVIS_URL: stage.scene.world.server.listeningOrigin, CLAVIS_TOKEN: by.secret };
  const { code, out, err } = await runCommand(args, env);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

it('an admin adds a token to a connection by the command line, sees it there and takes it off again', async () => {
  const { keeper, robot } = stage;
  const { qualifiedName } = await stage.addConnection();
  const token = robot.username.replace('service-account-', '');
  const words = ['connection', 'admin'] as const;
  const names = [qualifiedName, '--api-token', token, '--user', 'keeper'];
  expect(await clavis(keeper, ...words, 'add', ...names)).toBe(
    `token ${robot.username}: admin now.\nuser keeper: admin already.\n`,
  );
  const table = await clavis(keeper, ...words, 'list', qualifiedName);
  expect(table).toMatch(new RegExp(`^token +${robot.username} +robot +yes$`, 'm'));
  expect(table).toMatch(/^user +keeper +- +yes$/m);
  const removed = await clavis(keeper, ...words, 'remove', qualifiedName, '--api-token', token, '--json');
  expect(JSON.parse(removed)).toEqual({ removed: [{ kind: 'token', name: robot.username }], notThere: [] });
});

it('a token asks by the command line, and an admin finds, reads and approves it', async () => {
  const { keeper, robot, scene } = stage;
  const connection = await stage.addConnection();
  const asked = ['--connection', connection.qualifiedName, '--reason', 'a nightly load'];
  const created = JSON.parse(await clavis(robot, 'access-request', 'create', ...asked, '--json')) as { id: string };
  expect(created).toMatchObject({ status: 'pending', object: null });
  const listed = await clavis(keeper, 'access-request', 'list', '--role', 'decider', '--status', 'pending');
  expect(listed).toMatch(
    new RegExp(`^${created.id} .*${connection.qualifiedName} +robot \\(token\\) +pending .* yes$`, 'm'),
  );
  const shown = await clavis(keeper, 'access-request', 'show', created.id);
  expect(shown).toContain(connection.name);
  expect(shown).toContain('a nightly load');
  expect(shown).toContain('yours to decide');
  const approved = await clavis(keeper, 'access-request', 'approve', created.id, '--reason', 'as agreed');
  expect(approved).toBe(`robot (token), connection-admin, ${connection.qualifiedName}: approved.\n`);
  expect(await scene.canRead(robot, connection.guid)).toBe(true);
  expect(await clavis(robot, 'access-request', 'show', created.id)).toContain('as agreed');
});

it('what is refused and withdrawn says so, and an empty list says how to ask', async () => {
  const { reader, keeper } = stage;
  expect(await clavis(reader, 'access-request', 'list')).toContain('access-request create');
  for (const [verb, by, status] of [
    ['refuse', keeper, 'refused'],
    ['withdraw', reader, 'withdrawn'],
  ] as const) {
    const { qualifiedName } = await stage.addConnection();
    const asked = ['--connection', qualifiedName, '--reason', 'reports', '--expires-in-days', '3', '--json'];
    const { id } = JSON.parse(await clavis(reader, 'access-request', 'create', ...asked)) as { id: string };
    expect(await clavis(by, 'access-request', verb, id)).toBe(
      `reader, connection-admin, ${qualifiedName}: ${status}.\n`,
    );
  }
});
