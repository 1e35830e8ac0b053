import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entity } from '../../../test/support/small-catalog.ts';
import { createTaggedCatalog, type TaggedCatalog } from '../../../test/support/tagged-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { searchAssets } from './search-assets.ts';

let catalog: TaggedCatalog;
let tag: string;
let member: Principal;
let persona: { guid: string; qualifiedName: string };
let purpose: { guid: string; qualifiedName: string };

const other = 'default/glue/10';

function policy(attributes: JsonObject): JsonObject {
  return {
    typeName: 'AuthPolicy',
    attributes: {
      ...{ policyType: 'allow', policyServiceName: 'atlas', policyCategory: 'persona', policySubCategory: 'metadata' },
      ...{ policyActions: ['persona-asset-read'], policyResourceCategory: 'CUSTOM' },
      connectionQualifiedName: catalog.connection,
      accessControl: { guid: persona.guid },
      ...attributes,
      qualifiedName: String(attributes['name']),
    },
  };
}

async function created(of: JsonObject): Promise<{ guid: string; qualifiedName: string }> {
  const [header] = (await catalog.save(of)).mutatedEntities?.CREATE ?? [];
  return { guid: header?.guid ?? '', qualifiedName: String(header?.attributes['qualifiedName']) };
}

beforeAll(async () => {
  catalog = await createTaggedCatalog();
  const { connection } = catalog;
  member = await catalog.addUser('mia', 'member');
  await catalog.addUser('nobody', 'member');
  tag = await catalog.defineTag('PII');
  await catalog.save(entity('Connection', other));
  const tagged = { classifications: [{ typeName: tag }] };
  await catalog.saveTags(
    'replaceTags',
    entity('Database', `${connection}/sales`),
    { ...entity('Schema', `${connection}/sales/eu`), ...tagged },
    entity('Schema', `${connection}/sales/secret`),
    entity('Database', `${connection}/sales2`),
    { ...entity('Database', `${other}/sales`), ...tagged },
    entity('AtlasGlossary', 'g', { name: 'Glossary' }),
  );
  persona = await created({
    typeName: 'Persona',
    attributes: { name: 'P', qualifiedName: 'P', personaUsers: ['mia'] },
  });
  purpose = await created({
    typeName: 'Purpose',
    attributes: { name: 'PII', qualifiedName: 'PII', purposeClassifications: [tag] },
  });
  const [read, deny] = [`entity:${connection}/sales`, `entity:${connection}/sales/secret`];
  await catalog.save(
    policy({ name: 'read', policyResources: [read] }),
    policy({ name: 'deny', policyType: 'deny', policyResources: [deny] }),
  );
});
afterAll(() => catalog.close());

async function find(principal: Principal, scopes: JsonObject): Promise<{ names: string[]; total: number }> {
  const dsl = { size: 50, sort: [{ qualifiedName: 'asc' }], query: { prefix: { qualifiedName: 'default/glue/' } } };
  const found = await searchAssets(catalog.deps, principal, { dsl, ...scopes });
  const names = (found.entities ?? []).map(({ attributes }) => String(attributes['qualifiedName']));
  return { names, total: found.approximateCount };
}

describe('a search through a persona', () => {
  it('finds what it may read less what it is denied, and the connection itself; the count agrees', async () => {
    const { connection, owner } = catalog;
    const seen = [connection, `${connection}/sales`, `${connection}/sales/eu`];
    expect(await find(owner, { persona: persona.qualifiedName })).toEqual({ names: seen, total: 3 });
    expect((await find(owner, {})).total).toBe(7);
  });

  it('shows nobody more than they may read', async () => {
    const { connection } = catalog;
    const seen = [`${connection}/sales`, `${connection}/sales/eu`];
    expect((await find(member, { persona: persona.qualifiedName })).names).toEqual(seen);
    expect((await find(member, {})).names).toEqual(seen);
  });

  it('finds glossaries by what its glossary policies read', async () => {
    const dsl = { query: { term: { '__typeName.keyword': 'AtlasGlossary' } } };
    const scoped = { dsl, persona: persona.qualifiedName };
    expect((await searchAssets(catalog.deps, catalog.owner, scoped)).approximateCount).toBe(0);
    const about = { policySubCategory: 'glossary', policyActions: ['persona-glossary-read'] };
    await catalog.save(
      policy({ ...about, name: 'glossaries', policyResources: ['entity:*'], connectionQualifiedName: null }),
    );
    expect((await searchAssets(catalog.deps, catalog.owner, scoped)).approximateCount).toBe(1);
  });

  it('finds nothing through one that is unknown, switched off, or not for the actor to know of', async () => {
    const stranger = await catalog.addUser('stranger', 'member');
    await catalog.save(entity('Connection', catalog.connection, { adminUsers: ['olga', 'stranger'] }));
    expect((await find(stranger, {})).total).toBe(5);
    const nothing = { names: [], total: 0 };
    expect(await find(stranger, { persona: persona.qualifiedName })).toEqual(nothing);
    expect(await find(stranger, { purpose: purpose.qualifiedName })).toEqual(nothing);
    expect(await find(catalog.owner, { persona: 'default/unknown' })).toEqual(nothing);
    expect(await find(catalog.owner, { persona: purpose.qualifiedName })).toEqual(nothing);
    const { qualifiedName } = persona;
    const off = { typeName: 'Persona', attributes: { qualifiedName, name: 'P', isAccessControlEnabled: false } };
    await catalog.save(off);
    expect(await find(catalog.owner, { persona: qualifiedName })).toEqual(nothing);
    await catalog.save({ ...off, attributes: { ...off.attributes, isAccessControlEnabled: true } });
  });

  it('is refused when its name is no text', async () => {
    await expect(find(catalog.owner, { persona: 7 })).rejects.toMatchObject({
      code: 'query_rejected',
      details: [{ path: 'persona', message: 'the qualified name of a persona is accepted' }],
    });
  });
});

describe('a search through a purpose', () => {
  it('finds what carries one of its tags, in every connection, without any policy', async () => {
    const { connection, owner } = catalog;
    const names = [`${connection}/sales/eu`, `${other}/sales`];
    expect(await find(owner, { purpose: purpose.qualifiedName })).toEqual({ names: names.sort(), total: 2 });
  });

  it('and a persona finds what both do', async () => {
    const scopes = { persona: persona.qualifiedName, purpose: purpose.qualifiedName };
    expect((await find(catalog.owner, scopes)).names).toEqual([`${catalog.connection}/sales/eu`]);
  });
});
