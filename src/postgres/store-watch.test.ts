import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCuttableWay } from '../../test/support/cuttable-way.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { StoreWatch } from './index.ts';

describe('the watch over the database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  it('tells everybody who waits, once, when nothing is heard any more; and knows when it is back', async () => {
    const way = await createCuttableWay(database.url);
    const watch = new StoreWatch({ url: way.url, lookMs: 20, silenceMsMax: 300 });
    watch.start();
    let [told, toldOther] = [0, 0];
    watch.onLoss(() => (told += 1));
    watch.onLoss(() => (toldOther += 1))();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect({ isLost: watch.isLost, told }).toEqual({ isLost: false, told: 0 });
    way.hang();
    await eventually('it is lost', () => (watch.isLost ? true : null));
    expect({ told, toldOther }).toEqual({ told: 1, toldOther: 0 });
    way.resume();
    await eventually('it is back', () => (watch.isLost ? null : true));
    way.hang();
    await eventually('it is lost again', () => (watch.isLost ? true : null));
    way.resume();
    await eventually('it is back again', () => (watch.isLost ? null : true));
    expect(told).toBe(1);
    watch.stop();
    await way.cut();
  });

  it('does not count the time in which connections are refused, for those who ask meanwhile are refused too', async () => {
    const way = await createCuttableWay(database.url);
    const watch = new StoreWatch({ url: way.url, lookMs: 20, silenceMsMax: 300 });
    watch.start();
    let told = 0;
    watch.onLoss(() => (told += 1));
    for (let round = 0; round < 2; round += 1) {
      await way.cut();
      await new Promise((resolve) => setTimeout(resolve, 600));
      await way.repair();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect({ isLost: watch.isLost, told }).toEqual({ isLost: false, told: 0 });
    way.hang();
    await eventually('it is lost', () => (watch.isLost ? true : null));
    expect(told).toBe(1);
    watch.stop();
    await way.cut();
  });

  it('does not take its own standstill for a silence of the database', async () => {
    const watch = new StoreWatch({ url: database.url, lookMs: 20, silenceMsMax: 300 });
    watch.start();
    let told = 0;
    watch.onLoss(() => (told += 1));
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (let count = 0; count < 3; count += 1) {
      const until = performance.now() + 500;
      while (performance.now() < until);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect({ isLost: watch.isLost, told }).toEqual({ isLost: false, told: 0 });
    watch.stop();
  });
});
