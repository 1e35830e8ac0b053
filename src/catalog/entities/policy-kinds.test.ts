import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byGuid, createSmallCatalog, entity, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { searchAssets } from '../search/search-assets.ts';
import { deleteEntities } from './delete-entities.ts';
import { getEntityByGuid } from './get-entity-by-guid.ts';

let catalog: SmallCatalog;
beforeAll(async () => {
  catalog = await createSmallCatalog();
});
afterAll(() => catalog.close());

let count = 0;
function unique(word: string): string {
  count += 1;
  return `${word} ${count}`;
}

async function create(of: JsonObject): Promise<{ guid: string; qualifiedName: string }> {
  const [header] = (await catalog.save(of)).mutatedEntities?.CREATE ?? [];
  return { guid: header?.guid ?? '', qualifiedName: String(header?.attributes['qualifiedName']) };
}

function make(typeName: string, attributes: JsonObject = {}): JsonObject {
  const name = unique(typeName);
  return { typeName, attributes: { name, qualifiedName: name, ...attributes } };
}

/** A member whose only persona has one policy of this kind. */
async function memberWith(attributes: JsonObject): Promise<Principal> {
  const member = await catalog.addUser(unique('member'), 'member');
  const persona = await create(make('Persona', { personaUsers: [member.username] }));
  const common = { policyType: 'allow', policyServiceName: 'atlas', policyCategory: 'persona' };
  const policy = make('AuthPolicy', { ...common, ...attributes, accessControl: { guid: persona.guid } });
  await catalog.save(policy);
  return member;
}

function glossaryPolicy(qualifiedName: string, ...actions: readonly string[]): JsonObject {
  const resources = { policyResources: [`entity:${qualifiedName}`], policyResourceCategory: 'CUSTOM' };
  return { policySubCategory: 'glossary', policyActions: actions.map((it) => `persona-glossary-${it}`), ...resources };
}

function domainPolicy(qualifiedName: string, ...actions: readonly string[]): JsonObject {
  const resources = { policyResources: [`entity:${qualifiedName}`], policyResourceCategory: 'CUSTOM' };
  return { policySubCategory: 'domain', policyActions: actions.map((it) => `persona-domain-${it}`), ...resources };
}

function outcome(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'done',
    (error: unknown) => String((error as { code?: string }).code),
  );
}

function read(principal: Principal, guid: string): Promise<string> {
  return outcome(getEntityByGuid(catalog.deps, principal, { guid }));
}

describe('a glossary policy', () => {
  it('lets a member without any role make and change terms of its glossary, and of no other', async () => {
    const [one, two] = [await create(make('AtlasGlossary')), await create(make('AtlasGlossary'))];
    const member = await memberWith(glossaryPolicy(one.qualifiedName, 'create', 'update'));
    const termIn = (glossary: { guid: string }) =>
      make('AtlasGlossaryTerm', { anchor: byGuid('AtlasGlossary', glossary.guid) });
    const made = await catalog.saveAs(member, termIn(one));
    const guid = catalog.createdGuid(made);
    const described = { typeName: 'AtlasGlossaryTerm', guid, attributes: { description: 'd' } };
    expect((await catalog.saveAs(member, described)).mutatedEntities?.UPDATE).toHaveLength(1);
    expect(await outcome(catalog.saveAs(member, termIn(two)))).toBe('permission_denied');
    expect(await outcome(catalog.saveAs(member, make('AtlasGlossary')))).toBe('permission_denied');
    const gone = deleteEntities(catalog.deps, member, { guids: [guid], deleteType: 'PURGE' });
    expect(await outcome(gone)).toBe('permission_denied');
  });

  it('that denies takes from who governs glossaries by role, too', async () => {
    const glossary = await create(make('AtlasGlossary'));
    const { principal } = await catalog.addToken(unique('token'), 'default');
    const persona = await create(make('Persona'));
    const denied = { ...glossaryPolicy(glossary.qualifiedName, 'update'), policyType: 'deny' };
    const common = { policyServiceName: 'atlas', policyCategory: 'persona', accessControl: { guid: persona.guid } };
    await catalog.save(make('AuthPolicy', { ...denied, ...common }));
    const change = { typeName: 'AtlasGlossary', guid: glossary.guid, attributes: { description: unique('d') } };
    expect(await outcome(catalog.saveAs(principal, change))).toBe('done');
    await catalog.db
      .insertInto('persona_member')
      .values({ persona_guid: persona.guid, subject_kind: 'token', subject: principal.username })
      .execute();
    change.attributes.description = unique('d');
    expect(await outcome(catalog.saveAs(principal, change))).toBe('permission_denied');
  });
});

describe('domains and products', () => {
  let root: { guid: string; qualifiedName: string };
  let sub: { guid: string; qualifiedName: string };
  let product: { guid: string; qualifiedName: string };

  beforeAll(async () => {
    root = await create(make('DataDomain'));
    sub = await create(make('DataDomain', { parentDomain: byGuid('DataDomain', root.guid) }));
    product = await create(make('DataProduct', { dataDomain: byGuid('DataDomain', sub.guid) }));
  });

  it('are made by admins and by tokens of the default role, and read by everybody but the role `none`', async () => {
    expect(sub.qualifiedName.startsWith(`${root.qualifiedName}/domain/`)).toBe(true);
    expect(product.qualifiedName.startsWith(`${sub.qualifiedName}/product/`)).toBe(true);
    const token = await catalog.addToken(unique('token'), 'default');
    expect(await outcome(catalog.saveAs(token.principal, make('DataDomain')))).toBe('done');
    const member = await catalog.addUser(unique('member'), 'member');
    const guest = await catalog.addUser(unique('guest'), 'guest');
    const reading = await catalog.addToken(unique('token'), 'read');
    for (const principal of [member, guest, reading.principal]) {
      expect(await read(principal, product.guid)).toBe('done');
      expect(await outcome(catalog.saveAs(principal, make('DataDomain')))).toBe('permission_denied');
    }
    const none = await catalog.addToken(unique('token'), 'none');
    expect(await read(none.principal, product.guid)).toBe('asset_not_found');
  });

  it('a policy on one gives what it says of the domain, its sub-domains and its products', async () => {
    const member = await memberWith(domainPolicy(root.qualifiedName, 'sub-domain-create', 'product-update'));
    const below = make('DataDomain', { parentDomain: byGuid('DataDomain', root.guid) });
    expect(await outcome(catalog.saveAs(member, make('DataDomain')))).toBe('permission_denied');
    const change = (typeName: string, guid: string) => ({ typeName, guid, attributes: { description: unique('d') } });
    expect(await outcome(catalog.saveAs(member, change('DataProduct', product.guid)))).toBe('done');
    expect(await outcome(catalog.saveAs(member, change('DataDomain', root.guid)))).toBe('permission_denied');
    expect(await outcome(catalog.saveAs(member, below))).toBe('done');
    const inProduct = make('DataProduct', { dataDomain: byGuid('DataDomain', sub.guid) });
    expect(await outcome(catalog.saveAs(member, inProduct))).toBe('permission_denied');
  });

  it('read by one policy are seen with the way down to them, and nothing of the tables in a domain', async () => {
    const { principal } = await catalog.addToken(unique('token'), 'none');
    const persona = await create(make('Persona'));
    const common = { policyType: 'allow', policyServiceName: 'atlas', policyCategory: 'persona' };
    const about = { ...domainPolicy(sub.qualifiedName, 'read'), accessControl: { guid: persona.guid } };
    await catalog.save(make('AuthPolicy', { ...common, ...about }));
    await catalog.db
      .insertInto('persona_member')
      .values({ persona_guid: persona.guid, subject_kind: 'token', subject: principal.username })
      .execute();
    const domainTypes = { terms: { '__typeName.keyword': ['DataDomain', 'DataProduct'] } };
    const dsl = { size: 50, query: domainTypes, sort: [{ qualifiedName: 'asc' }] };
    const found = await searchAssets(catalog.deps, principal, { dsl });
    const names = (found.entities ?? []).map(({ attributes }) => attributes['qualifiedName']);
    expect(names).toEqual([root.qualifiedName, sub.qualifiedName, product.qualifiedName]);
  });

  it('three spellings of all domains are stored as one', async () => {
    for (const spelling of ['*', '*/super', 'default/domain/*/super']) {
      const persona = await create(make('Persona'));
      const common = { policyType: 'allow', policyServiceName: 'atlas', policyCategory: 'persona' };
      const about = { ...domainPolicy(spelling, 'read'), accessControl: { guid: persona.guid } };
      const [policy] = (await catalog.save(make('AuthPolicy', { ...common, ...about }))).mutatedEntities?.CREATE ?? [];
      expect(policy?.attributes['policyResources']).toEqual(['entity:default/domain/*/super']);
    }
  });
});

describe('skills and context repositories', () => {
  it.each([
    ['Skill', { root: 'default/skill', within: 'SkillArtifact', link: 'skillSource' }],
    ['ContextRepository', { root: 'default/context', within: 'ContextArtifact', link: 'contextRepository' }],
  ])(
    '%s is made by who governs, with what is in it, and read by everybody',
    async (typeName, { root, within, link }) => {
      const qualifiedName = `${root}/${unique('s')}`;
      const outer = await create(entity(typeName, qualifiedName));
      const inner = `${qualifiedName}/artifact/txt/${unique('f')}`;
      const { guid } = await create(
        entity(within, inner, { [link]: { typeName, uniqueAttributes: { qualifiedName } } }),
      );
      const member = await catalog.addUser(unique('member'), 'member');
      expect([await read(member, outer.guid), await read(member, guid)]).toEqual(['done', 'done']);
      expect(await outcome(catalog.saveAs(member, entity(typeName, `${root}/${unique('s')}`)))).toBe(
        'permission_denied',
      );
      const changed = entity(within, inner, { description: 'changed' });
      expect(await outcome(catalog.saveAs(member, changed))).toBe('permission_denied');
      expect(await outcome(catalog.save(changed))).toBe('done');
    },
  );

  it('another type under their path is for nobody', async () => {
    expect(await outcome(catalog.save(entity('Table', `default/skill/${unique('s')}/t`)))).toBe('permission_denied');
  });
});

describe('AI assets', () => {
  const application = () => entity('AIApplication', `default/ai/aiapplication/${unique('a')}`);
  const model = () => entity('AIModel', `default/ai/aimodel/${unique('m')}`);
  const aiPolicy = (...actions: readonly string[]): JsonObject => ({
    ...{ policySubCategory: 'ai', policyResources: ['entity:*'], policyResourceCategory: 'CUSTOM' },
    policyActions: actions.map((it) => `persona-ai-${it}`),
  });

  it('are made by who governs and read by everybody', async () => {
    const { guid } = await create(application());
    const member = await catalog.addUser(unique('member'), 'member');
    expect(await read(member, guid)).toBe('done');
    expect(await outcome(catalog.saveAs(member, application()))).toBe('permission_denied');
  });

  it('an AI policy covers every asset of its type, and none of another', async () => {
    const member = await memberWith(aiPolicy('application-create', 'model-read'));
    const own = application();
    expect(await outcome(catalog.saveAs(member, own))).toBe('done');
    expect(await outcome(catalog.saveAs(member, model()))).toBe('permission_denied');
  });

  it('what a connector finds is its connection’s: no AI policy and no role reaches it', async () => {
    const found = catalog.createdGuid(await catalog.save(entity('AIModel', `${catalog.connection}/${unique('m')}`)));
    const member = await memberWith(aiPolicy('model-read', 'model-update'));
    expect(await read(member, found)).toBe('asset_not_found');
    const other = await catalog.addUser(unique('admin'), 'admin');
    expect(await read(other, found)).toBe('asset_not_found');
  });

  it('no connection can be made above them', async () => {
    const taken = catalog.save(entity('Connection', 'default/ai/aiapplication'));
    await expect(taken).rejects.toMatchObject({ code: 'field_invalid' });
  });
});

describe('a pattern in a metadata policy', () => {
  it('covers the nodes whose names match and what is beneath them, by code point', async () => {
    const { connection } = catalog;
    const names = ['fin_eu', 'fin_us', 'Fin_us', 'fin%us', 'finance', 'fin_eu/s', 'fin_eu_2', 'other'];
    await catalog.save(...names.map((name) => entity('Database', `${connection}/${name}`)));
    const member = await memberWith({
      ...{ policySubCategory: 'metadata', policyActions: ['persona-asset-read'], policyResourceCategory: 'CUSTOM' },
      ...{ policyResources: [`entity:${connection}/fin_??`], connectionQualifiedName: connection },
    });
    const dsl = { size: 50, query: { prefix: { qualifiedName: `${connection}/` } }, sort: [{ qualifiedName: 'asc' }] };
    const found = await searchAssets(catalog.deps, member, { dsl });
    const seen = (found.entities ?? []).map(({ attributes }) => String(attributes['qualifiedName']));
    expect(seen).toEqual(['fin_eu', 'fin_eu/s', 'fin_us'].map((name) => `${connection}/${name}`));
  });
});
