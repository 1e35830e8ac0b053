import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmallCatalog, entity, named, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { transact } from '../../postgres/index.ts';
import { renameAssetIn, type Rename } from './rename-asset.ts';

let catalog: SmallCatalog;
let guest: Principal;
beforeAll(async () => {
  catalog = await createSmallCatalog();
  guest = await catalog.addUser('gus', 'guest');
});
afterAll(() => catalog.close());

let schemas = 0;

interface Tree {
  readonly schema: string;
  readonly guidOf: Readonly<Record<string, string>>;
}

/** A schema with a table of two columns, and a table whose name begins with that of the first. */
async function addTree(): Promise<Tree> {
  schemas += 1;
  const schema = `${catalog.connection}/db/s${schemas}`;
  const inTable = {
    tableName: 'orders',
    tableQualifiedName: `${schema}/orders`,
    table: named('Table', `${schema}/orders`),
  };
  const { mutatedEntities } = await catalog.save(
    entity('Schema', schema),
    entity('Table', `${schema}/orders`, { description: 'by hand', schemaQualifiedName: schema, schema: named('Schema', schema) }),
    entity('Table', `${schema}/orders_old`),
    entity('Column', `${schema}/orders/id`, inTable),
    entity('Column', `${schema}/orders/orders`, inTable),
  ); // prettier-ignore
  const created = mutatedEntities?.CREATE ?? [];
  const pathOf = (name: unknown) => String(name).slice(schema.length + 1);
  return {
    schema,
    guidOf: Object.fromEntries(created.map(({ guid, attributes }) => [pathOf(attributes['qualifiedName']), guid])),
  };
}

const rename = (by: Principal, to: Rename): Promise<void> => {
  const { clock, types, db } = catalog.deps;
  return transact(db, (tx) => renameAssetIn({ tx, clock, types }, by, to));
};

async function rowsOf({ schema }: Tree): Promise<readonly { guid: string; qualified_name: string; attributes: JsonObject }[]> {
  const rows = catalog.db.selectFrom('asset').select(['guid', 'qualified_name', 'attributes']);
  return rows.where('qualified_name', 'like', `${schema}%`).orderBy('qualified_name').execute();
} // prettier-ignore

const toSales = (tree: Tree): Rename => ({
  ...{ guid: tree.guidOf['orders'] ?? '', name: 'sales', qualifiedName: `${tree.schema}/sales` },
});

describe('renaming an asset', () => {
  it('moves it and what hangs beneath it, with guids and documentation, and nothing whose name only begins alike', async () => {
    const tree = await addTree();
    await rename(catalog.owner, toSales(tree));
    expect(
      (await rowsOf(tree)).map(({ guid, qualified_name: name }) => [name.slice(tree.schema.length), guid]),
    ).toEqual([
      ['', tree.guidOf['']],
      ['/orders_old', tree.guidOf['orders_old']],
      ['/sales', tree.guidOf['orders']],
      ['/sales/id', tree.guidOf['orders/id']],
      ['/sales/orders', tree.guidOf['orders/orders']],
    ]);
    const table = await catalog.get(tree.guidOf['orders'] ?? '');
    expect(table.attributes).toMatchObject({ name: 'sales', description: 'by hand', schemaQualifiedName: tree.schema });
    const column = await catalog.get(tree.guidOf['orders/orders'] ?? '');
    // The column is called as the table was; only what speaks of the table changes.
    expect(column.attributes).toMatchObject({
      ...{ name: 'orders', tableName: 'sales', tableQualifiedName: `${tree.schema}/sales` },
    });
  });

  it('is one record in the audit, with both names and all that moved', async () => {
    const tree = await addTree();
    await rename(catalog.owner, toSales(tree));
    const record = await catalog.db.selectFrom('audit_record').select('detail').orderBy('sequence', 'desc').limit(1).executeTakeFirstOrThrow(); // prettier-ignore
    expect(record.detail).toMatchObject({
      ...{ renamedFrom: `${tree.schema}/orders`, renamedTo: `${tree.schema}/sales`, updated: [tree.guidOf['orders']] },
      relocated: expect.arrayContaining([tree.guidOf['orders/id'], tree.guidOf['orders/orders']]) as unknown,
    });
  });

  it('is refused where an asset has the name, archived or not, or one beneath it would meet another; then nothing is changed', async () => {
    const tree = await addTree();
    await catalog.save(entity('Table', `${tree.schema}/sales`));
    const taken = await addTree();
    const gone = catalog.createdGuid(await catalog.save(entity('Table', `${taken.schema}/sales`)));
    await catalog.remove('SOFT', gone);
    const beneath = await addTree();
    await catalog.save(entity('Column', `${beneath.schema}/sales/id`));
    for (const one of [tree, taken, beneath]) {
      const before = await rowsOf(one);
      await expect(rename(catalog.owner, toSales(one))).rejects.toMatchObject({ code: 'already_exists' });
      expect(await rowsOf(one)).toEqual(before);
    }
  });

  it('beyond its connection, and of the connection itself, is refused', async () => {
    const tree = await addTree();
    for (const qualifiedName of ['default/glue/2/db/s/sales', `${catalog.connection}0/x`, catalog.connection]) {
      await expect(rename(catalog.owner, { ...toSales(tree), qualifiedName })).rejects.toMatchObject({
        code: 'operation_unsupported',
      });
    }
    const connection = await catalog.db
      .selectFrom('asset')
      .select('guid')
      .where('type_name', '=', 'Connection')
      .executeTakeFirstOrThrow();
    const of = { guid: connection.guid, name: 'x', qualifiedName: `${catalog.connection}/x` };
    await expect(rename(catalog.owner, of)).rejects.toMatchObject({ code: 'operation_unsupported' });
  });

  it('of what is hidden from the actor is as of what does not exist', async () => {
    const tree = await addTree();
    const unknown = '00000000-0000-4000-8000-000000000000';
    const hidden = await rename(guest, toSales(tree)).catch((error: unknown) => error as Error);
    const absent = await rename(guest, { ...toSales(tree), guid: unknown }).catch((error: unknown) => error as Error);
    expect(hidden).toMatchObject({ code: 'asset_not_found' });
    expect(String((hidden as Error).message).replace(tree.guidOf['orders'] ?? '', unknown)).toBe(
      (absent as Error).message,
    );
    expect((await rowsOf(tree)).map(({ qualified_name: name }) => name)).toContain(`${tree.schema}/orders`);
  });
});
