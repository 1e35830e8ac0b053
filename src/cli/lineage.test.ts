import { afterEach, describe, expect, test } from 'vitest';
import { runCommand } from '../../test/scenarios/doors/captured-terminal.ts';
import {
  type Answer,
  type AnsweringServer,
  type SeenRequest,
  startAnsweringServer,
} from '../../test/support/answering-server.ts';

let server: AnsweringServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const guid = '0f3b8d1e-3a52-4c1b-9d55-9a2c6a1b7f10';
const entity = (name: string, depth: number) => ({
  ...{ guid: `${name}-guid`, typeName: 'Table', displayText: name, status: 'ACTIVE', depth },
  attributes: { name, qualifiedName: `default/glue/1/${name}` },
});

async function serve(lineage: readonly object[]): Promise<SeenRequest[]> {
  const seen: SeenRequest[] = [];
  server = await startAnsweringServer((request): Answer => {
    seen.push(request);
    if (!request.url.startsWith('/api/meta/lineage/list'))
      return { body: { entity: { ...entity('orders', 0), guid } } };
    const { from, size } = request.body as { from: number; size: number };
    return {
      body: { entities: lineage.slice(from, from + size), hasMore: false, entityCount: 0, searchParameters: {} },
    };
  });
  return seen;
}

const run = (...args: readonly string[]) =>
  runCommand(['lineage', ...args], { CLAVIS_URL: server?.url ?? '', CLAVIS_TOKEN: 'a-token' }, { input: '' });

describe('clavis lineage', () => {
  test('asks for the asset by name and shows what is made from it', async () => {
    const seen = await serve([entity('daily', 1), entity('monthly', 2)]);
    const { out: stdout, code: exitCode } = await run('Table', 'default/glue/1/orders');
    expect({ stdout, exitCode }).toEqual({
      stdout: expect.stringMatching(/1 +Table +daily[^]*2 +Table +monthly/),
      exitCode: 0,
    });
    expect(seen.at(-1)?.body).toMatchObject({ guid, direction: 'OUTPUT', depth: 1_000_000 });
  });

  test('goes upstream, so deep, and as JSON', async () => {
    const seen = await serve([entity('source', 1)]);
    const { out: stdout } = await run(guid, '--direction', 'upstream', '--depth', '2', '--json');
    expect(seen[0]?.body).toMatchObject({ guid, direction: 'INPUT', depth: 2 });
    expect(JSON.parse(stdout)).toMatchObject({ assets: [{ name: 'source', depth: 1 }], hasMore: false });
  });

  test('ends at the limit and says that there is more', async () => {
    await serve([entity('a', 1), entity('b', 1), entity('c', 1)]);
    const { out: stdout } = await run(guid, '--limit', '2');
    expect(stdout).toContain('there are more');
    expect(stdout).not.toContain('default/glue/1/c');
  });

  test('says that there is nothing', async () => {
    await serve([]);
    expect((await run(guid)).out).toContain('Nothing downstream.');
  });

  test('refuses words that are no asset, and a direction that is none', async () => {
    await serve([]);
    expect((await run('orders')).code).toBe(2);
    expect((await run(guid, '--direction', 'sideways')).code).toBe(2);
    expect((await run(guid, '--depth', '0')).code).toBe(2);
  });
});
