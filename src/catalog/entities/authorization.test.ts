import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmallCatalog, entity, named, namesOf, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import { newGuid } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { deleteEntities } from './delete-entities.ts';
import { getEntityByGuid } from './get-entity-by-guid.ts';
import { getEntityByUniqueAttribute } from './get-entity.ts';
import { updateEntityByUniqueAttribute } from './update-entity.ts';

let catalog: SmallCatalog;
let stranger: Principal;
let reader: Principal;
const hidden = 'default/glue/1/hidden';
let hiddenGuid: string;

/** Makes a persona that grants `actions` on `path` and puts the user in it. */
async function grant(user: string, path: string, actions: readonly string[]): Promise<void> {
  const persona = await catalog.savePersona({ name: `${user} ${path}`, users: [user] });
  await catalog.savePolicy({ personaGuid: persona.guid, resources: [`entity:${path}`], actions });
}

beforeAll(async () => {
  catalog = await createSmallCatalog();
  stranger = await catalog.addUser('stranger', 'member');
  reader = await catalog.addUser('reader', 'member');
  hiddenGuid = catalog.createdGuid(await catalog.save(entity('Database', hidden)));
  await grant('reader', 'default/glue/1/open', ['persona-asset-read']);
  await catalog.save(entity('Database', 'default/glue/1/open'));
});
afterAll(() => catalog.close());

const refusalOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'accepted',
    (error: unknown) => {
      const { code, message } = error as { code: string; message: string };
      return { code, message };
    },
  );

describe('what may not be read', () => {
  it('answers by guid exactly as if it did not exist', async () => {
    const missing = newGuid();
    const seen = await refusalOf(getEntityByGuid(catalog.deps, stranger, { guid: hiddenGuid }));
    const unknown = await refusalOf(getEntityByGuid(catalog.deps, stranger, { guid: missing }));
    expect(seen).toEqual({ code: 'asset_not_found', message: expect.stringContaining(hiddenGuid) as string });
    expect(JSON.stringify(seen).replace(hiddenGuid, missing)).toBe(JSON.stringify(unknown));
  });

  it('answers by qualified name exactly as if it did not exist, read and changed', async () => {
    const by = (qualifiedName: string) => ({ typeName: 'Database', attributes: { qualifiedName } });
    const other = `${hidden}x`;
    for (const operation of [
      (name: string) => getEntityByUniqueAttribute(catalog.deps, stranger, by(name)),
      (name: string) =>
        updateEntityByUniqueAttribute(catalog.deps, stranger, { ...by(name), entity: { attributes: {} } }),
    ]) {
      const seen = await refusalOf(operation(hidden));
      expect(seen).toMatchObject({ code: 'asset_unique_attribute_not_found' });
      expect(JSON.stringify(seen).replace(hidden, other)).toBe(JSON.stringify(await refusalOf(operation(other))));
    }
  });

  it('is saved over exactly as where nothing is and nothing may be created', async () => {
    const seen = await refusalOf(catalog.saveAs(stranger, entity('Database', hidden)));
    const other = await refusalOf(catalog.saveAs(stranger, entity('Database', `${hidden}x`)));
    expect(seen).toMatchObject({ code: 'permission_denied' });
    expect(JSON.stringify(seen)).toBe(JSON.stringify(other).replace(`${hidden}x`, hidden));
    await expect(
      catalog.saveAs(stranger, { typeName: 'Database', guid: hiddenGuid, attributes: {} }),
    ).rejects.toMatchObject({ code: 'asset_not_found' });
  });

  it('cannot be referred to, in the words of what does not exist', async () => {
    const own = await catalog.addUser('maker', 'admin');
    await catalog.saveAs(own, entity('Connection', 'default/glue/2'));
    const link = (name: string) =>
      catalog.saveAs(own, entity('Schema', 'default/glue/2/s', { database: named('Database', name) }));
    const seen = await refusalOf(link(hidden));
    expect(seen).toMatchObject({ code: 'asset_unique_attribute_not_found' });
    expect(JSON.stringify(seen).replace(hidden, 'other')).toBe(JSON.stringify(await refusalOf(link('other'))));
  });

  it('is passed over by a delete, like an unknown guid', async () => {
    expect(
      await deleteEntities(catalog.deps, stranger, { guids: [hiddenGuid, newGuid(), 'nonsense'], deleteType: 'PURGE' }),
    ).toEqual({});
    expect(await catalog.get(hiddenGuid)).toMatchObject({ status: 'ACTIVE' });
  });

  it('is left out of the relationships of what may be read', async () => {
    const guid = catalog.createdGuid(
      await catalog.save(entity('Schema', 'default/glue/1/open/s', { database: named('Database', hidden) })),
    );
    const own = await catalog.get(guid);
    expect(own.relationshipAttributes?.['database']).toMatchObject({ displayText: 'hidden' });
    const { entity: seen } = await getEntityByGuid(catalog.deps, reader, { guid });
    expect(seen.relationshipAttributes?.['database']).toBeNull();
  });
});

describe('what may not be read stays unreported', () => {
  it('when an asset leaves it, and when a process reads it', async () => {
    const mover = await catalog.addUser('mover', 'member');
    await grant('mover', 'default/glue/1/area', ['persona-asset-read', 'persona-api-create', 'persona-asset-update']);
    const [secret, seen] = ['default/glue/1/secret', 'default/glue/1/area/t'];
    const [column, process] = [`${seen}/c`, `${seen}/p`];
    await catalog.save(
      entity('Table', secret),
      entity('Table', seen),
      entity('Column', column, { table: named('Table', secret) }),
      entity('Process', process, { inputs: [named('Table', secret)], outputs: [named('Table', seen)] }),
    );
    const moved = await catalog.saveAs(mover, entity('Column', column, { table: named('Table', seen) }));
    expect(namesOf(moved.mutatedEntities?.UPDATE)).toEqual([column, seen]);
    const renamed = await catalog.saveAs(mover, entity('Process', process, { description: 'd' }));
    expect(renamed.mutatedEntities?.UPDATE?.[0]?.attributes).toMatchObject({ outputs: [{ typeName: 'Table' }] });
    expect(JSON.stringify([moved, renamed])).not.toContain(secret);
  });
});

describe('what may be read but not written', () => {
  it('refuses update and delete with permission_denied', async () => {
    const open = 'default/glue/1/open';
    const { guid } = (
      await getEntityByUniqueAttribute(catalog.deps, reader, { typeName: 'Asset', attributes: { qualifiedName: open } })
    ).entity;
    await expect(catalog.saveAs(reader, entity('Database', open, { description: 'x' }))).rejects.toMatchObject({
      code: 'permission_denied',
    });
    await expect(deleteEntities(catalog.deps, reader, { guids: [guid], deleteType: 'SOFT' })).rejects.toMatchObject({
      code: 'permission_denied',
    });
    await expect(catalog.saveAs(reader, entity('Schema', `${open}/new`))).rejects.toMatchObject({
      code: 'permission_denied',
    });
  });

  it('cannot have anything hung beneath it', async () => {
    const maker = await catalog.addUser('hanger', 'member');
    await grant('hanger', 'default/glue/1/mine', ['persona-asset-read', 'persona-api-create', 'persona-asset-update']);
    await grant('hanger', 'default/glue/1/open', ['persona-asset-read']);
    const beneath = entity('Schema', 'default/glue/1/mine/s', { database: named('Database', 'default/glue/1/open') });
    await expect(catalog.saveAs(maker, beneath)).rejects.toMatchObject({ code: 'permission_denied' });
    expect(
      namesOf((await catalog.saveAs(maker, entity('Schema', 'default/glue/1/mine/s'))).mutatedEntities?.CREATE),
    ).toEqual(['default/glue/1/mine/s']);
  });
});

describe('where an asset may be created', () => {
  it('is decided by its path, not by the connection it claims', async () => {
    const maker = await catalog.addUser('climber', 'admin');
    await catalog.saveAs(maker, entity('Connection', 'default/glue/3'));
    const claimed = entity('Table', 'default/glue/1/t', { connectionQualifiedName: 'default/glue/3' });
    await expect(catalog.saveAs(maker, claimed)).rejects.toMatchObject({ code: 'permission_denied' });
  });

  it('a member may make no connection, a guest may write nothing at all', async () => {
    await expect(catalog.saveAs(stranger, entity('Connection', 'default/glue/4'))).rejects.toMatchObject({
      code: 'permission_denied',
    });
    const guest = await catalog.addUser('guest', 'guest');
    await grant('guest', 'default/glue/1/open', ['persona-asset-read', 'persona-asset-update']);
    await expect(
      catalog.saveAs(guest, entity('Database', 'default/glue/1/open', { description: 'x' })),
    ).rejects.toMatchObject({ code: 'permission_denied' });
  });

  it('whoever makes a connection may fill it at once, and nobody else', async () => {
    const token = await catalog.addToken('crawler', 'default');
    await catalog.saveAs(token.principal, entity('Connection', 'default/glue/5'));
    const saved = await catalog.saveAs(token.principal, entity('Database', 'default/glue/5/d'));
    expect(saved.mutatedEntities?.CREATE?.[0]?.createdBy).toBe(token.principal.username);
    await expect(catalog.save(entity('Database', 'default/glue/5/e'))).rejects.toMatchObject({
      code: 'permission_denied',
    });
  });
});

it('every save and delete leaves one audit record in the same transaction, refusals none', async () => {
  const count = async () => (await catalog.db.selectFrom('audit_record').select('sequence').execute()).length;
  const before = await count();
  const guid = catalog.createdGuid(
    await catalog.save(entity('Database', 'default/glue/1/audited'), entity('Schema', 'default/glue/1/audited/s')),
  );
  await catalog.save(entity('Database', 'default/glue/1/audited'));
  await catalog.saveAs(stranger, entity('Database', 'default/glue/1/audited')).catch(() => null);
  await catalog.remove('SOFT', guid);
  expect(await count()).toBe(before + 2);
  const [record] = await catalog.db
    .selectFrom('audit_record')
    .selectAll()
    .orderBy('sequence', 'desc')
    .limit(1)
    .execute();
  expect(record).toMatchObject({
    action: 'asset.archive',
    actor_name: 'olga',
    object_id: guid,
    detail: { deleted: [guid] },
  });
});
