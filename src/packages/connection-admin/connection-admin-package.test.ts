import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAdminScene, type AdminScene } from '../../../test/security/admin-scene.ts';
import type { Actor, Asset } from '../../../test/security/scene.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { newGuid } from '../../foundation/index.ts';
import { createWorkflowEngine, type WorkflowEngine } from '../../workflows/index.ts';
import { createConnectionAdminPackage } from './index.ts';

interface EndedRun {
  readonly state: string;
  readonly message: string | null;
  readonly lines: readonly string[];
}

describe('the package that makes an API token a connection admin', () => {
  let stage: AdminScene;
  let engine: WorkflowEngine;
  beforeAll(async () => {
    stage = await createAdminScene({ packages: (catalog) => [createConnectionAdminPackage({ catalog })] });
    engine = createWorkflowEngine(stage.scene.world.deps.workflows);
    await engine.start();
  });
  afterAll(async () => {
    await engine.stop();
    await stage.scene.world.close();
  });

  /** Submits the workflow as the official client builds it and waits for the end of its run. */
  async function run(by: Actor, connection: string, tokenGuid: string): Promise<EndedRun> {
    const { world, done } = stage.scene;
    const name = `csa-api-token-connection-admin-${newGuid()}`;
    const parameters = [
      { name: 'connection_qualified_name', value: connection },
      { name: 'api_token_guid', value: tokenGuid },
    ];
    const templateRef = { name: 'csa-api-token-connection-admin', template: 'main', clusterScope: true };
    const tasks = [{ name: 'run', arguments: { parameters }, templateRef }];
    const body = {
      metadata: {
        name,
        namespace: 'default',
        annotations: { 'package.argoproj.io/name': '@csa/api-token-connection-admin' },
      },
      spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks } }] },
      payload: [],
    };
    await done(by, '/api/service/workflows?submit=true', { method: 'POST', body });
    const ended = await eventually(`the end of ${name}`, async () => {
      const { rows } = await world.database.pool.query<{ id: string; state: string; message: string | null }>(
        'SELECT id, state, message FROM run WHERE workflow_name = $1 AND finished_at IS NOT NULL',
        [name],
      );
      return rows[0] ?? null;
    });
    const log = await world.database.pool.query<{ level: string; message: string }>(
      'SELECT level, message FROM run_log WHERE run_id = $1 ORDER BY id',
      [ended.id],
    );
    const { state, message } = ended;
    return { state, message, lines: log.rows.map((line) => `${line.level} ${line.message}`) };
  }

  const holds = async (connection: Asset, token: Actor) =>
    (await stage.storedAdmins(connection)).includes(`actor ${token.username}`);

  it('adds the token, says so, and the second time says that it is there', async () => {
    const connection = await stage.addConnection();
    const { keeper, robot } = stage;
    const first = await run(keeper, connection.qualifiedName, robot.tokenId ?? '');
    expect(first).toMatchObject({ state: 'succeeded' });
    expect(first.lines).toEqual([`info added \`${robot.username}\` to the admins of \`${connection.qualifiedName}\``]);
    expect(await holds(connection, robot)).toBe(true);
    const second = await run(keeper, connection.qualifiedName, robot.tokenId ?? '');
    expect(second).toMatchObject({ state: 'succeeded' });
    expect(second.lines).toEqual([`info \`${robot.username}\` is an admin of \`${connection.qualifiedName}\` already`]);
  });

  it('takes users and tokens that no longer exist off the list and says so; groups stay, and one that is empty is told', async () => {
    const gone = await stage.scene.addToken('gone', 'none');
    const connection = await stage.addConnection({
      adminUsers: ['keeper', gone.username],
      adminGroups: ['nobody_there', 'data_team'],
    });
    const purge = `/api/clavis/v1/api-tokens/${gone.tokenId ?? ''}`;
    await stage.scene.done(stage.boss, purge, { method: 'DELETE' });
    const { lines } = await run(stage.keeper, connection.qualifiedName, stage.robot.tokenId ?? '');
    expect(lines).toEqual([
      `info added \`${stage.robot.username}\` to the admins of \`${connection.qualifiedName}\``,
      `warn removed the token \`${gone.username}\`, which no longer exists, from the admins of \`${connection.qualifiedName}\``,
      `warn nobody is behind the group \`nobody_there\` in the admins of \`${connection.qualifiedName}\` any more`,
    ]);
    const left = ['actor keeper', `actor ${stage.robot.username}`, 'group data_team', 'group nobody_there'];
    expect(await stage.storedAdmins(connection)).toEqual(left.sort());
    const { adminUsers, adminGroups } = await stage.attributesOf(connection);
    expect(adminUsers).toEqual(['keeper', stage.robot.username]);
    expect(adminGroups).toEqual(['nobody_there', 'data_team']);
  });

  it('changes nothing where the token is an admin already, and tells who no longer exists', async () => {
    const gone = await stage.scene.addToken('gone too', 'none');
    const connection = await stage.addConnection({ adminUsers: ['keeper', gone.username, stage.robot.username] });
    const purge = `/api/clavis/v1/api-tokens/${gone.tokenId ?? ''}`;
    await stage.scene.done(stage.boss, purge, { method: 'DELETE' });
    const before = await stage.storedAdmins(connection);
    const { state, lines } = await run(stage.keeper, connection.qualifiedName, stage.robot.tokenId ?? '');
    expect(state).toBe('succeeded');
    expect(lines).toEqual([
      `info \`${stage.robot.username}\` is an admin of \`${connection.qualifiedName}\` already`,
      `warn nobody is behind the token \`${gone.username}\` in the admins of \`${connection.qualifiedName}\` any more`,
    ]);
    expect(await stage.storedAdmins(connection)).toEqual(before);
  });

  it('runs as who submits it: what they may not is a failed run with the reason', async () => {
    const connection = await stage.addConnection();
    const outcomes = [
      await run(stage.reader, connection.qualifiedName, stage.robot.tokenId ?? ''),
      await run(stage.maker, connection.qualifiedName, stage.maker.tokenId ?? ''),
      await run(stage.keeper, 'default/glue/nowhere', stage.robot.tokenId ?? ''),
      await run(stage.keeper, connection.qualifiedName, newGuid()),
    ];
    expect(outcomes.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed', 'failed']);
    for (const { message } of outcomes.slice(0, 3)) expect(message).toContain('does not exist');
    expect(outcomes[3]?.message).toContain('there is no API token');
    expect(await holds(connection, stage.robot)).toBe(false);
  });

  it('works for a person with the role admin on a connection that is hidden from them, and tells nothing else of it', async () => {
    const connection = await stage.addConnection({ adminGroups: ['nobody_there'] });
    const { state, lines } = await run(stage.boss, connection.qualifiedName, stage.robot.tokenId ?? '');
    expect(state).toBe('succeeded');
    expect(lines.join('\n')).not.toContain('nobody_there');
    expect(await holds(connection, stage.robot)).toBe(true);
  });
});
