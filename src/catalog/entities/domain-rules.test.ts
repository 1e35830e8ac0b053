import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byGuid, createSmallCatalog, entity, namesOf, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import { isCatalogError, type JsonObject } from '../../foundation/index.ts';
import { searchAssets } from '../search/search-assets.ts';

let catalog: SmallCatalog;
beforeAll(async () => {
  catalog = await createSmallCatalog();
});
afterAll(() => catalog.close());

let made = 0;
async function make(typeName: string, attributes: JsonObject = {}): Promise<string> {
  made += 1;
  const name = `${typeName} ${String(made)}`;
  return catalog.createdGuid(
    await catalog.save({ typeName, attributes: { name, qualifiedName: name, ...attributes } }),
  );
}

const domain = (guid: string) => byGuid('DataDomain', guid);
const subDomain = (guid: string, attributes: JsonObject = {}) =>
  make('DataDomain', { parentDomain: domain(guid), ...attributes });
const product = (guid: string, attributes: JsonObject = {}) =>
  make('DataProduct', { dataDomain: domain(guid), ...attributes });

function move(typeName: string, guid: string, to: string) {
  const attribute = typeName === 'DataDomain' ? 'parentDomain' : 'dataDomain';
  return catalog.save({ typeName, guid, attributes: { [attribute]: domain(to) } });
}

async function attributesOf(guid: string): Promise<Readonly<Record<string, string>>> {
  return (await catalog.get(guid)).attributes as Readonly<Record<string, string>>;
}

async function nameOf(guid: string): Promise<string> {
  return (await attributesOf(guid))['qualifiedName'] ?? '';
}

describe('names', () => {
  it('nest, and say the domain above and the outermost one', async () => {
    const root = await make('DataDomain');
    const sub = await subDomain(root);
    const item = await product(sub);
    expect(await nameOf(root)).toMatch(/^default\/domain\/[0-9A-Za-z]{21}\/super$/);
    expect(await attributesOf(root)).not.toHaveProperty('parentDomainQualifiedName');
    expect((await nameOf(sub)).slice((await nameOf(root)).length)).toMatch(/^\/domain\/[0-9A-Za-z]{21}$/);
    expect((await nameOf(item)).slice((await nameOf(sub)).length)).toMatch(/^\/product\/[0-9A-Za-z]{21}$/);
    expect(await attributesOf(item)).toMatchObject({
      parentDomainQualifiedName: await nameOf(sub),
      superDomainQualifiedName: await nameOf(root),
      daapLineageStatus: 'Pending',
    });
  });

  it('differ among siblings, and only among them', async () => {
    const [root, other] = [await make('DataDomain', { name: 'taken' }), await make('DataDomain')];
    await expect(make('DataDomain', { name: 'taken' })).rejects.toMatchObject({ code: 'already_exists' });
    const sub = await subDomain(root, { name: 'taken' });
    await subDomain(other, { name: 'taken' });
    await product(root, { name: 'taken' });
    await expect(product(root, { name: 'taken' })).rejects.toMatchObject({ code: 'already_exists' });
    await expect(move('DataDomain', sub, other)).rejects.toMatchObject({ code: 'already_exists' });
  });

  it('are found by every name above them', async () => {
    const root = await make('DataDomain');
    const [sub] = [await subDomain(root)];
    const item = await product(sub);
    const find = async (name: string) => {
      const dsl = { from: 0, size: 10, query: { term: { __qualifiedNameHierarchy: { value: name } } } };
      const { entities } = await searchAssets(catalog.deps, catalog.owner, { dsl, attributes: [] });
      return entities?.map(({ guid }) => guid).sort();
    };
    expect(await find(await nameOf(root))).toEqual([root, sub, item].sort());
    expect(await find(await nameOf(sub))).toEqual([sub, item].sort());
    expect(await find(await nameOf(item))).toEqual([item]);
  });
});

describe('moves', () => {
  it('rename all that lies in a domain, products and archived ones too, and report them', async () => {
    const [from, to] = [await make('DataDomain'), await make('DataDomain')];
    const sub = await subDomain(from);
    const [item, archived] = [await product(sub), await product(sub)];
    await catalog.remove('SOFT', archived);
    const { mutatedEntities } = await move('DataDomain', from, to);
    const root = await nameOf(to);
    expect(await nameOf(from)).toMatch(new RegExp(`^${root}/domain/[0-9A-Za-z]{21}$`));
    for (const guid of [item, archived]) {
      expect(await attributesOf(guid)).toMatchObject({
        parentDomainQualifiedName: await nameOf(sub),
        superDomainQualifiedName: root,
      });
      expect(await nameOf(guid)).toContain(`${await nameOf(sub)}/product/`);
    }
    expect(await attributesOf(from)).toMatchObject({ parentDomainQualifiedName: root, superDomainQualifiedName: root });
    expect(namesOf(mutatedEntities?.UPDATE)?.length).toBe(5);
    expect(mutatedEntities?.UPDATE?.[0]?.guid).toBe(from);
  });

  it('of a product change its name and both domains', async () => {
    const [from, to] = [await make('DataDomain'), await make('DataDomain')];
    const item = await product(from);
    const { mutatedEntities } = await move('DataProduct', item, to);
    expect(await nameOf(item)).toContain(`${await nameOf(to)}/product/`);
    expect(mutatedEntities?.UPDATE?.map(({ guid }) => guid).sort()).toEqual([item, from, to].sort());
  });

  it('lead into no circle, and to no other place than the request says', async () => {
    const root = await make('DataDomain');
    const sub = await subDomain(root);
    await expect(move('DataDomain', root, sub)).rejects.toMatchObject({ code: 'field_invalid' });
    await expect(move('DataDomain', root, root)).rejects.toMatchObject({ code: 'field_invalid' });
    const other = await make('DataDomain');
    const fromTheSide = { typeName: 'DataDomain', guid: other, attributes: { subDomains: [domain(sub)] } };
    await expect(catalog.save(fromTheSide)).rejects.toMatchObject({ code: 'operation_unsupported' });
  });

  it('keep every name in line with where it lies, whatever is moved where', async () => {
    const domains = await Promise.all(Array.from({ length: 6 }, () => make('DataDomain')));
    const items = await Promise.all(domains.slice(0, 3).map((guid) => product(guid)));
    const all = [...domains, ...items];
    const step = fc.record({ what: fc.nat(all.length - 1), to: fc.nat(domains.length - 1) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        for (const { what, to } of steps) {
          const typeName = what < domains.length ? 'DataDomain' : 'DataProduct';
          await move(typeName, all[what] ?? '', domains[to] ?? '').catch((error: unknown) => {
            // The one move that is refused: into itself.
            if (!isCatalogError(error) || error.code !== 'field_invalid') throw error;
          });
        }
        for (const guid of all) {
          const { attributes, relationshipAttributes, typeName } = await catalog.get(guid);
          const above = relationshipAttributes?.[typeName === 'DataDomain' ? 'parentDomain' : 'dataDomain'];
          const parent = above === null ? null : await nameOf((above as { readonly guid: string }).guid);
          const word = typeName === 'DataDomain' ? 'domain' : 'product';
          const place = parent === null ? 'default/domain/' : `${parent}/${word}/`;
          expect(attributes['qualifiedName']).toMatch(
            new RegExp(`^${place}[0-9A-Za-z]{21}${parent === null ? '/super' : ''}$`),
          );
          expect(attributes['parentDomainQualifiedName'] ?? null).toBe(parent);
          expect(attributes['superDomainQualifiedName'] ?? null).toBe(parent?.split('/').slice(0, 4).join('/') ?? null);
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('deleting a domain', () => {
  it('takes an empty one: nothing active in it, no active asset linked to it, but for what goes in the same request', async () => {
    const root = await make('DataDomain');
    const sub = await subDomain(root);
    await expect(catalog.remove('SOFT', root)).rejects.toMatchObject({ code: 'state_conflict' });
    await catalog.remove('SOFT', sub, root);

    const linkedTo = await make('DataDomain');
    const name = `${catalog.connection}/linked`;
    const table = catalog.createdGuid(await catalog.save(entity('Table', name, { domainGUIDs: [linkedTo] })));
    for (const deleteType of ['SOFT', 'PURGE'] as const) {
      await expect(catalog.remove(deleteType, linkedTo)).rejects.toMatchObject({ code: 'state_conflict' });
    }
    await catalog.remove('SOFT', table);
    expect((await catalog.remove('PURGE', linkedTo)).mutatedEntities?.DELETE).toHaveLength(1);
  });
});

it('an asset is linked to one domain at most', async () => {
  const [one, other] = [await make('DataDomain'), await make('DataDomain')];
  const table = `${catalog.connection}/in-domains`;
  const linked = (...domainGUIDs: readonly string[]) => catalog.save(entity('Table', table, { domainGUIDs }));
  await linked(one);
  await expect(linked(one, other)).rejects.toMatchObject({ code: 'field_invalid' });
});

it('a product keeps what selects its assets to the letter, and saving it as it is changes nothing', async () => {
  const root = await make('DataDomain');
  const dataProductAssetsDSL =
    '{"query":{"attributes":["__traitNames"],"dsl":{"from":0, "query":{"bool":{"filter":{"bool":{}}}}}}}';
  const item = await product(root, { dataProductAssetsDSL, daapStatus: 'Active', daapVisibility: 'Private' });
  const { name = '', qualifiedName = '', dataProductAssetsDSL: kept } = await attributesOf(item);
  expect(kept).toBe(dataProductAssetsDSL);
  const again = await catalog.save({
    typeName: 'DataProduct',
    attributes: { name, qualifiedName, dataProductAssetsDSL },
  });
  expect(again.mutatedEntities).toBeUndefined();
});

it('a stakeholder leads to its domain and its title, and both back', async () => {
  const root = await make('DataDomain');
  const title = await make('StakeholderTitle', { qualifiedName: 'stakeholderTitle/domain/owner' });
  const stakeholder = await make('Stakeholder', {
    stakeholderDataDomain: domain(root),
    stakeholderTitle: byGuid('StakeholderTitle', title),
  });
  for (const guid of [root, title]) {
    expect((await catalog.get(guid)).relationshipAttributes?.['stakeholders']).toMatchObject([{ guid: stakeholder }]);
  }
});
