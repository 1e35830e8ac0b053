import { describe, expect, it } from 'vitest';

import { packPage, unpackPage } from './held-page.ts';

describe('a page held in a checkpoint', () => {
  it('comes out as it was read: with its dates, and with texts that no JSON of the database takes', async () => {
    const table = { Name: 'a\0b \uD800', UpdateTime: new Date(1_700_000_000_123), Parameters: { empty: '' } };
    const page = { tables: [table, { Name: 'ünï' }], nextToken: 'next' };
    const held = await packPage(page);
    expect(held).toMatch(/^[A-Za-z0-9+/=]+$/);
    expect(await unpackPage(held)).toEqual(page);
  });

  it('takes a fraction of the room', async () => {
    const columns = Array.from({ length: 20 }, (_, index) => ({ Name: `column_${index}`, Type: 'string' }));
    const tables = Array.from({ length: 100 }, (_, index) => ({
      Name: `t${index}`,
      StorageDescriptor: { Columns: columns },
    }));
    const held = await packPage({ tables, nextToken: null });
    expect(held.length).toBeLessThan(JSON.stringify(tables).length / 8);
  });

  it('that cannot be read is none, so that it is read from the source again', async () => {
    for (const text of ['', 'nonsense', (await packPage({ tables: [], nextToken: null })).slice(0, 8)]) {
      expect(await unpackPage(text)).toBeNull();
    }
  });
});
