import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  byGuid,
  createSmallCatalog,
  entity,
  named,
  namesOf,
  type SmallCatalog,
} from '../../../test/support/small-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';

let catalog: SmallCatalog;
beforeAll(async () => {
  catalog = await createSmallCatalog();
});
afterAll(() => catalog.close());

let made = 0;
async function make(typeName: string, attributes: JsonObject = {}): Promise<string> {
  made += 1;
  return catalog.createdGuid(
    await catalog.save(entity(typeName, `${catalog.connection}/n${String(made)}`, attributes)),
  );
}

const hasLineage = async (guid: string) => (await catalog.get(guid)).attributes['__hasLineage'] === true;
const table = (guid: string) => byGuid('Table', guid);

describe('a process', () => {
  it('counts what is named twice once, may read what it writes, and updates exactly what it reads and writes', async () => {
    const [from, to] = [await make('Table'), await make('Table')];
    const name = String((await catalog.get(from)).attributes['qualifiedName']);
    const process = entity('Process', `${catalog.connection}/p1`, {
      inputs: [table(from), table(from), named('Table', name)],
      outputs: [table(to), table(from)],
    });
    const { mutatedEntities } = await catalog.save(process);
    expect(mutatedEntities?.UPDATE?.map(({ guid }) => guid).sort()).toEqual([from, to].sort());
    const [created] = mutatedEntities?.CREATE ?? [];
    expect([created?.attributes['inputs'], created?.attributes['outputs']]).toMatchObject([
      { length: 1 },
      { length: 2 },
    ]);
    expect((await catalog.save(process)).mutatedEntities).toBeUndefined();
  });

  it('lets them have lineage for as long as it is active, and again when it comes back', async () => {
    const [from, to] = [await make('Table'), await make('Table')];
    const name = `${catalog.connection}/p2`;
    const guid = catalog.createdGuid(
      await catalog.save(entity('BIProcess', name, { inputs: [table(from)], outputs: [table(to)] })),
    );
    for (const [change, expected] of [
      [() => Promise.resolve(), true],
      [() => catalog.remove('SOFT', guid), false],
      [() => catalog.save({ ...entity('BIProcess', name), status: 'ACTIVE' }), true],
      [() => catalog.remove('PURGE', guid), false],
    ] as const) {
      await change();
      expect([await hasLineage(from), await hasLineage(to)]).toEqual([expected, expected]);
    }
  });

  it('of columns updates the process it belongs to as well', async () => {
    const parent = await make('Process');
    const [from, to] = [await make('Column'), await make('Column')];
    const columns = entity('ColumnProcess', `${catalog.connection}/p3`, {
      ...{ inputs: [byGuid('Column', from)], outputs: [byGuid('Column', to)], process: byGuid('Process', parent) },
    });
    const { mutatedEntities } = await catalog.save(columns);
    expect(mutatedEntities?.UPDATE?.map(({ guid }) => guid).sort()).toEqual([from, to, parent].sort());
  });

  it('of connections links connections', async () => {
    const other = 'default/glue/2';
    await catalog.save(entity('Connection', other, { connectorName: 'glue', category: 'lake' }));
    const process = entity('ConnectionProcess', `${catalog.connection}/p4`, {
      inputs: [named('Connection', catalog.connection)],
      outputs: [named('Connection', other)],
    });
    expect(namesOf((await catalog.save(process)).mutatedEntities?.UPDATE)?.sort()).toEqual([catalog.connection, other]);
  });
});

describe('what lies in its own kind', () => {
  it.each([
    ['Column', 'parentColumn'],
    ['TablePartition', 'parentTablePartition'],
  ])('a %s never lies in itself', async (typeName, attribute) => {
    const top = await make(typeName);
    const middle = await make(typeName, { [attribute]: byGuid(typeName, top) });
    const leaf = await make(typeName, { [attribute]: byGuid(typeName, middle) });
    for (const to of [leaf, middle, top]) {
      const draft = { typeName, guid: top, attributes: { [attribute]: byGuid(typeName, to) } };
      await expect(catalog.save(draft)).rejects.toMatchObject({ code: 'field_invalid' });
    }
    await catalog.save({ typeName, guid: leaf, attributes: { [attribute]: byGuid(typeName, top) } });
  });

  it('closes no circle in halves: of two saves at one moment one is refused', async () => {
    const column = (guid: string) => byGuid('Column', guid);
    const [a, b, c, d] = [await make('Column'), await make('Column'), await make('Column'), await make('Column')];
    const put = (what: string, into: string) =>
      catalog.save({ typeName: 'Column', guid: what, attributes: { parentColumn: column(into) } });
    await put(b, c);
    await put(d, a);
    const outcomes = await Promise.allSettled([put(a, b), put(c, d)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

it('a new asset says the connection of its name where it says none, and keeps what it was sent', async () => {
  const guid = await make('Table', { databaseName: 'elsewhere' });
  const { attributes } = await catalog.get(guid);
  expect(attributes).toMatchObject({ connectionQualifiedName: catalog.connection, connectorName: 'glue' });
  expect(attributes['databaseName']).toBe('elsewhere');
  expect(attributes).not.toHaveProperty('schemaName');
  const told = await make('Table', { connectorName: 'redshift' });
  expect((await catalog.get(told)).attributes['connectorName']).toBe('redshift');
});
