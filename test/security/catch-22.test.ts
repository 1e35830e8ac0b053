import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCatchScene, type Attempt, type CatchScene } from './catch-22-scene.ts';
import { callers, cells, paths, rights, type Cell } from './catch-22-table.ts';

/**
 * T07: an API token administers nothing until somebody who may lets it, by whichever of the doors. Every caller at every door for every
 * right, as the written table says.
 */
describe('the catch-22', () => {
  let stage: CatchScene;
  beforeAll(async () => {
    stage = await createCatchScene();
  });
  afterAll(() => stage.close());

  async function prepare({ caller, right }: Pick<Cell, 'caller' | 'right'>): Promise<Attempt> {
    const token = await stage.newToken();
    return { token, trier: stage.trierOf(caller, token), target: stage.targetOf(right), right };
  }

  it('has a cell for every caller, right and door, once', () => {
    const names = cells.map(({ caller, right, path }) => `${caller}, ${right}, ${path}`);
    const all = callers.flatMap((caller) =>
      rights.flatMap((right) => paths.map((path) => `${caller}, ${right}, ${path}`)),
    );
    expect(names).toEqual(all);
    expect(names).toHaveLength(150);
    expect(cells.filter(({ expected }) => expected === 'granted')).toHaveLength(26);
  });

  it.each(cells)('$caller, $right, by $path', async (cell) => {
    const attempt = await prepare(cell);
    expect(await stage.attempt(cell.path, attempt)).toBe(cell.expected);
    expect(await stage.hasRight(attempt)).toBe(cell.expected === 'granted');
    const { rows } = await stage.scene.world.database.pool.query<{ actor_name: string }>(
      `SELECT actor_name FROM audit_record
         WHERE object_id = $1 AND action IN ('connection.add-admins', 'collection.member.add') AND detail::text LIKE $2`,
      [attempt.target.guid, `%${attempt.token.username}%`],
    );
    // Both names: who gave, and the token that got.
    expect(rows).toEqual(cell.expected === 'granted' ? [{ actor_name: attempt.trier.username }] : []);
  });

  it('the table notices a hole: where a deny does not count, an admin under it gives what it should not', async () => {
    await stage.liftDeny();
    const attempt = await prepare({ caller: 'an admin under a deny', right: 'connection admin' });
    const cell = cells.find(({ caller, path }) => caller === 'an admin under a deny' && path === 'api');
    expect(await stage.attempt('api', attempt)).not.toBe(cell?.expected);
    expect(await stage.hasRight(attempt)).toBe(true);
  });
});
