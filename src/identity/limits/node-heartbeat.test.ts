import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../foundation/index.ts';
import { openDatabase, sql } from '../../postgres/index.ts';
import { createCuttableWay } from '../../../test/support/cuttable-way.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { NodeHeartbeat } from './node-heartbeat.ts';

describe('the heartbeat of a node', () => {
  let database: TestDatabase;
  const logged: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line: string) => logged.push(line) } });
  const beats: NodeHeartbeat[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await Promise.all(beats.splice(0).map((beat) => beat.stop()));
    await database.db.deleteFrom('node').execute();
  });
  afterAll(() => database.close());

  async function startNode(db = database.db): Promise<NodeHeartbeat> {
    const heartbeat = new NodeHeartbeat({ db, log });
    beats.push(heartbeat);
    await heartbeat.start();
    return heartbeat;
  }
  const age = (interval: string) => sql`UPDATE node SET seen_at = seen_at - ${interval}::interval`.execute(database.db);

  it('a node alone is one; each that starts is counted by itself at once, and by the others at their next beat', async () => {
    const first = await startNode();
    expect(first.liveNodes).toBe(1);
    const second = await startNode();
    const third = await startNode();
    expect([first.liveNodes, second.liveNodes, third.liveNodes]).toEqual([1, 2, 3]);
    await Promise.all([first.beat(), second.beat()]);
    expect([first.liveNodes, second.liveNodes]).toEqual([3, 3]);
  });

  it('a node that ends in order is gone at once', async () => {
    const first = await startNode();
    const second = await startNode();
    await second.stop();
    await first.beat();
    expect(first.liveNodes).toBe(1);
  });

  it('a node that fell silent counts for thirty seconds, and its row goes after an hour', async () => {
    const first = await startNode();
    await startNode();
    await age('29 seconds');
    await first.beat();
    expect(first.liveNodes).toBe(2);
    await age('1 second');
    await first.beat();
    expect(first.liveNodes).toBe(1);
    await age('61 minutes');
    await first.beat();
    expect(await database.db.selectFrom('node').selectAll().execute()).toHaveLength(1);
  });

  it('keeps the last number while the database is away, says so once, and counts again when it is back', async () => {
    const way = await createCuttableWay(database.url);
    const far = openDatabase({ url: way.url });
    await startNode();
    const node = await startNode(far.db);
    expect(node.liveNodes).toBe(2);
    await way.cut();
    await node.beat();
    await node.beat();
    expect(node.liveNodes).toBe(2);
    expect(logged.filter((line) => line.includes('heartbeat cannot reach'))).toHaveLength(1);
    await way.repair();
    await startNode();
    await node.beat();
    expect(node.liveNodes).toBe(3);
    await node.stop();
    await far.close();
    await way.cut();
  });

  it('a node that starts without its database is one, never none', async () => {
    const nowhere = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' });
    const node = await startNode(nowhere.db);
    expect(node.liveNodes).toBe(1);
    await node.stop();
    await nowhere.close();
  });
});
