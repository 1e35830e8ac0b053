import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newGuid } from '../../src/foundation/index.ts';
import { createScene, type Actor, type Answer, type Asset, type Scene, type Sending } from './scene.ts';

/**
 * Who may read what hangs on the tags of an asset, so whoever changes those grants or lifts something: directly, along a link, by a term,
 * or from the side of the purpose.
 */
interface Stage {
  readonly scene: Scene;
  readonly boss: Actor;
  /** Role `default`; may read, change, create, delete and tag everything in the connection, and is not its admin. */
  readonly tagger: Actor;
  /** A member whom the deny on what is sensitive binds, and who may read the rest. */
  readonly mallory: Actor;
  /** Nothing of the connection is theirs but what a purpose grants to everybody. */
  readonly stranger: Actor;
  readonly assets: Readonly<Record<string, Asset>>;
  /** Internal names. */
  readonly tags: Readonly<Record<'sensitive' | 'open' | 'spare' | 'idle', string>>;
}

type Step = Sending & { readonly path: string };
type Recipe = (stage: Stage) => Step;

const bulk = '/api/meta/entity/bulk';

function found(stage: Stage, name: string): Asset {
  const asset = stage.assets[name];
  if (asset === undefined) throw new Error(`there is no \`${name}\``);
  return asset;
}

function reference({ guid, typeName }: Asset): object {
  return { guid, typeName };
}

/** As clients tag: only with this flag does a save look at tags that are added or removed one by one. */
const one = '?appendTags=true';

function saving(entities: readonly object[], query = one): Step {
  return { path: `${bulk}${query}`, method: 'POST', body: { entities } };
}

/** What is there, with other things said of it. */
function changed(asset: Asset, said: object, query = one): Step {
  const { guid, typeName, name, qualifiedName } = asset;
  return saving([{ guid, typeName, attributes: { name, qualifiedName }, ...said }], query);
}

function set({ guid, typeName, name, qualifiedName }: Asset, attributes: object): Step {
  return saving([{ guid, typeName, attributes: { name, qualifiedName, ...attributes } }]);
}

function classifications({ typeName, qualifiedName }: Asset): string {
  const name = encodeURIComponent(qualifiedName);
  return `/api/meta/entity/uniqueAttribute/type/${typeName}/classifications?attr:qualifiedName=${name}`;
}

function classification({ typeName, qualifiedName }: Asset, tag: string): string {
  const name = encodeURIComponent(qualifiedName);
  return `/api/meta/entity/uniqueAttribute/type/${typeName}/classification/${tag}?attr:qualifiedName=${name}`;
}

function deleting({ guid }: Asset, deleteType: string): Step {
  return { path: `${bulk}?deleteType=${deleteType}&guid=${guid}`, method: 'DELETE' };
}

interface PolicyInput {
  readonly purpose: Asset;
  readonly actions: readonly string[];
  readonly type?: 'allow' | 'deny';
  readonly users?: readonly string[];
  readonly groups?: readonly string[];
}

function policyEntity({ purpose, actions, type = 'allow', users = [], groups = [] }: PolicyInput): object {
  return {
    typeName: 'AuthPolicy',
    guid: '-1',
    attributes: {
      name: `policy ${newGuid()}`,
      ...{ policyCategory: 'purpose', policySubCategory: 'metadata', policyServiceName: 'atlas_tag' },
      ...{ policyResourceCategory: 'TAG', policyType: type, policyActions: actions },
      ...{ policyUsers: users, policyGroups: groups, accessControl: reference(purpose) },
    },
  };
}

/** A tag arrives that a purpose grants by: to everybody, more than the tagger holds. */
const arrivals: Readonly<Record<string, Recipe>> = {
  'put the tag on an asset': (stage) =>
    changed(found(stage, 'plain'), { addOrUpdateClassifications: [{ typeName: stage.tags.open }] }),
  'put it there by the route for tags': (stage) => ({
    path: classifications(found(stage, 'plain')),
    method: 'POST',
    body: [{ typeName: stage.tags.open }],
  }),
  'replace all tags by it': (stage) =>
    changed(found(stage, 'plain'), { classifications: [{ typeName: stage.tags.open }] }, '?replaceTags=true'),
  'hide it among many': (stage) =>
    saving(
      ['plain', 'sibling', 'sensitive'].map((name) => ({
        ...reference(found(stage, name)),
        attributes: {},
        addOrUpdateClassifications: [{ typeName: name === 'sibling' ? stage.tags.open : stage.tags.spare }],
      })),
    ),
  'make an asset that has it': ({ assets, tags }) =>
    saving([
      {
        typeName: 'Table',
        guid: '-1',
        attributes: { name: 'new', qualifiedName: `${assets['connection']?.qualifiedName ?? ''}/d/s/new` },
        classifications: [{ typeName: tags.open }],
      },
    ]),
  'let a tag travel that did not': (stage) => ({
    path: classifications(found(stage, 'holder')),
    method: 'PUT',
    body: [{ typeName: stage.tags.open, propagate: true }],
  }),
  'attach a term whose tag travels': (stage) =>
    set(found(stage, 'plain'), { meanings: [reference(found(stage, 'openTerm'))] }),
  'attach it from the side of the term': (stage) =>
    changed(found(stage, 'openTerm'), {
      appendRelationshipAttributes: { assignedEntities: [reference(found(stage, 'plain'))] },
    }),
  'draw lineage from what passes it on': (stage) =>
    set(found(stage, 'process'), {
      inputs: [reference(found(stage, 'giver'))],
      outputs: [reference(found(stage, 'plain'))],
    }),
  'draw it by a new process': (stage) =>
    saving([
      {
        typeName: 'Process',
        guid: '-1',
        attributes: {
          ...{ name: 'new', qualifiedName: `${found(stage, 'connection').qualifiedName}/${newGuid()}` },
          inputs: [reference(found(stage, 'giver'))],
          outputs: [reference(found(stage, 'plain'))],
        },
      },
    ]),
  'hang a column beneath what passes it on': (stage) =>
    set(found(stage, 'column'), { table: reference(found(stage, 'giver')) }),
};

/** A tag goes that a purpose denies by: mallory would read what is kept from her. */
const departures: Readonly<Record<string, Recipe>> = {
  'take the tag off': (stage) => ({
    path: classification(found(stage, 'sensitive'), stage.tags.sensitive),
    method: 'DELETE',
  }),
  'take it off in a save': (stage) =>
    changed(found(stage, 'sensitive'), { removeClassifications: [{ typeName: stage.tags.sensitive }] }),
  'replace all tags by none': (stage) =>
    changed(found(stage, 'sensitive'), { classifications: [] }, '?replaceTags=true'),
  'swap it for another': (stage) =>
    changed(found(stage, 'sensitive'), { classifications: [{ typeName: stage.tags.spare }] }, '?replaceTags=true'),
  'take it off where nobody is denied as well': (stage) =>
    saving(
      ['plain', 'sensitive'].map((name) => ({
        ...reference(found(stage, name)),
        attributes: {},
        removeClassifications: [{ typeName: stage.tags.sensitive }],
      })),
    ),
  'stop it from travelling': (stage) => ({
    path: classifications(found(stage, 'origin')),
    method: 'PUT',
    body: [{ typeName: stage.tags.sensitive, propagate: false }],
  }),
  'take it off where it comes from': (stage) => ({
    path: classification(found(stage, 'origin'), stage.tags.sensitive),
    method: 'DELETE',
  }),
  'cut the lineage along which it comes': (stage) => ({
    ...changed(found(stage, 'flow'), { relationshipAttributes: { outputs: [] } }),
  }),
  'archive where it comes from': (stage) => deleting(found(stage, 'origin'), 'SOFT'),
  'purge where it comes from': (stage) => deleting(found(stage, 'origin'), 'PURGE'),
  'purge the process along which it comes': (stage) => deleting(found(stage, 'flow'), 'PURGE'),
};

/** Changes of purposes and of their policies by somebody who holds less than these give. */
const purposes: Readonly<Record<string, Recipe>> = {
  'grant by a purpose of its own': (stage) =>
    saving([
      policyEntity({
        purpose: found(stage, 'sensitivePurpose'),
        actions: ['entity-update-business-metadata'],
        groups: ['public'],
      }),
    ]),
  'grant itself something by name': (stage) =>
    saving([
      policyEntity({
        purpose: found(stage, 'sensitivePurpose'),
        actions: ['entity-update-business-metadata'],
        users: [stage.tagger.username],
      }),
    ]),
  'give a policy more actions': (stage) =>
    set(found(stage, 'smallAllow'), { policyActions: ['entity-read', 'entity-update-business-metadata'] }),
  'grant to more people': (stage) => set(found(stage, 'narrowAllow'), { policyGroups: ['public'] }),
  'take mallory out of the audience of a deny': (stage) => set(found(stage, 'deny'), { policyGroups: ['nobodies'] }),
  'take actions from a deny': (stage) => set(found(stage, 'deny'), { policyActions: ['entity-read'] }),
  'turn a deny into an allow': (stage) => set(found(stage, 'deny'), { policyType: 'allow' }),
  'switch a deny off': (stage) => set(found(stage, 'deny'), { isPolicyEnabled: false }),
  'switch a purpose off that denies': (stage) =>
    set(found(stage, 'sensitivePurpose'), { isAccessControlEnabled: false }),
  'switch a purpose on that grants': (stage) => set(found(stage, 'idlePurpose'), { isAccessControlEnabled: true }),
  'give a purpose that grants another tag': (stage) =>
    set(found(stage, 'openPurpose'), { purposeClassifications: [stage.tags.open, stage.tags.sensitive] }),
  'give a purpose that denies another tag': (stage) =>
    set(found(stage, 'sensitivePurpose'), { purposeClassifications: [stage.tags.spare] }),
  'archive a purpose that denies': (stage) => deleting(found(stage, 'sensitivePurpose'), 'SOFT'),
  'purge a purpose that denies': (stage) => deleting(found(stage, 'sensitivePurpose'), 'PURGE'),
  'archive a deny': (stage) => deleting(found(stage, 'deny'), 'SOFT'),
  'purge a deny': (stage) => deleting(found(stage, 'deny'), 'PURGE'),
  'restore a policy that granted': (stage) => changed(found(stage, 'goneAllow'), { status: 'ACTIVE' }),
  'move a policy to another purpose': (stage) =>
    set(found(stage, 'openAllow'), { accessControl: reference(found(stage, 'sensitivePurpose')) }),
  'take the policies from a purpose': (stage) => set(found(stage, 'sensitivePurpose'), { policies: [] }),
  'purge the tag that a deny looks at': ({ tags }) => ({
    path: `/api/meta/types/typedef/name/${tags.sensitive}`,
    method: 'DELETE',
  }),
};

interface Builder {
  readonly scene: Scene;
  readonly boss: Actor;
  add(entity: object): Promise<Asset>;
}

function builderOf(scene: Scene, boss: Actor): Builder {
  return {
    scene,
    boss,
    add: async (entity) => {
      const saved = await scene.save(boss, { guid: '-1', ...entity });
      const { CREATE = [] } = (saved.json['mutatedEntities'] ?? {}) as {
        CREATE?: { guid: string; typeName: string; attributes: Asset }[];
      };
      const [created] = CREATE;
      if (created === undefined) throw new Error(saved.text);
      const { guid, typeName, attributes } = created;
      return { guid, typeName, name: attributes.name, qualifiedName: attributes.qualifiedName };
    },
  };
}

async function addTags({ scene, boss }: Builder): Promise<Stage['tags']> {
  const names = ['sensitive', 'open', 'spare', 'idle'];
  const body = { classificationDefs: names.map((name) => ({ name, displayName: name, description: '' })) };
  const { json } = await scene.done(boss, '/api/meta/types/typedefs', { method: 'POST', body });
  const made = json['classificationDefs'] as { name: string; displayName: string }[];
  const named = (displayName: string) => made.find((tag) => tag.displayName === displayName)?.name ?? '';
  return { sensitive: named('sensitive'), open: named('open'), spare: named('spare'), idle: named('idle') };
}

async function addAssets({ scene, boss, add }: Builder, tags: Stage['tags']): Promise<Record<string, Asset>> {
  const connection = await scene.addConnection(boss);
  const at = (path: string) => `${connection.qualifiedName}/${path}`;
  const table = (name: string, said: object = {}) =>
    add({ typeName: 'Table', attributes: { name, qualifiedName: at(`d/s/${name}`) }, ...said });
  const tagged = (tag: string, propagate = false) => ({ classifications: [{ typeName: tag, propagate }] });
  const glossary = await add({ typeName: 'AtlasGlossary', attributes: { name: `words ${newGuid()}` } });
  const [origin, reached] = [await table('origin', tagged(tags.sensitive, true)), await table('reached')];
  const process = (name: string, attributes: object = {}) =>
    add({ typeName: 'Process', attributes: { name, qualifiedName: at(name), ...attributes } });
  const holder = await table('holder', tagged(tags.open));
  const held = await add({
    typeName: 'Column',
    attributes: { name: 'held', qualifiedName: at('d/s/holder/held'), table: reference(holder) },
  });
  return {
    ...{ connection, glossary, origin, reached, holder, held },
    plain: await table('plain'),
    sibling: await table('sibling'),
    sensitive: await table('sensitive', tagged(tags.sensitive)),
    giver: await table('giver', tagged(tags.open, true)),
    idle: await table('idle', tagged(tags.idle)),
    column: await add({ typeName: 'Column', attributes: { name: 'c', qualifiedName: at('d/s/plain/c') } }),
    openTerm: await add({
      typeName: 'AtlasGlossaryTerm',
      attributes: { name: 'open', anchor: reference(glossary) },
      ...tagged(tags.open, true),
    }),
    process: await process('p'),
    flow: await process('flow', { inputs: [reference(origin)], outputs: [reference(reached)] }),
  };
}

async function addPurposes({ scene, boss, add }: Builder, tags: Stage['tags']): Promise<Record<string, Asset>> {
  const purpose = (name: string, tag: string, attributes: object = {}) =>
    add({
      typeName: 'Purpose',
      attributes: { name, qualifiedName: name, purposeClassifications: [tag], ...attributes },
    });
  const sensitivePurpose = await purpose('sensitive', tags.sensitive);
  const openPurpose = await purpose('open', tags.open);
  const idlePurpose = await purpose('idle', tags.idle, { isAccessControlEnabled: false });
  const granted = ['entity-read', 'entity-update-business-metadata'];
  const goneAllow = await add(
    policyEntity({ purpose: sensitivePurpose, actions: ['entity-update-business-metadata'], groups: ['public'] }),
  );
  await scene.done(boss, `${bulk}?deleteType=SOFT&guid=${goneAllow.guid}`, { method: 'DELETE' });
  return {
    ...{ sensitivePurpose, openPurpose, idlePurpose, goneAllow },
    deny: await add(policyEntity({ purpose: sensitivePurpose, type: 'deny', actions: granted, groups: ['bound'] })),
    smallAllow: await add(policyEntity({ purpose: sensitivePurpose, actions: ['entity-read'], groups: ['nobodies'] })),
    openAllow: await add(policyEntity({ purpose: openPurpose, actions: granted, groups: ['public'] })),
    narrowAllow: await add(
      policyEntity({ purpose: sensitivePurpose, actions: ['entity-update-business-metadata'], groups: ['nobodies'] }),
    ),
    idleAllow: await add(policyEntity({ purpose: idlePurpose, actions: granted, groups: ['public'] })),
  };
}

const taggerActions = [
  'persona-asset-read',
  'persona-asset-update',
  'persona-api-create',
  'persona-api-delete',
  'persona-entity-add-classification',
  'persona-entity-update-classification',
  'persona-entity-remove-classification',
  'persona-add-terms',
  'persona-remove-terms',
];

async function createStage(): Promise<Stage> {
  const scene = await createScene();
  const boss = await scene.addUser('boss', 'admin');
  const mallory = await scene.addUser('mallory', 'member');
  await scene.addGroup('bound', [mallory]);
  await scene.addGroup('nobodies', []);
  const builder = builderOf(scene, boss);
  const tags = await addTags(builder);
  const assets = { ...(await addAssets(builder, tags)), ...(await addPurposes(builder, tags)) };
  const tagger = await scene.addToken('tagger', 'default');
  const stranger = await scene.addToken('stranger', 'none');
  const persona = await scene.addPersona(boss, 'taggers');
  const connection = assets['connection'] as Asset;
  await scene.addPolicy(boss, { persona, connection, actions: taggerActions });
  const readers = await scene.addPersona(boss, 'readers');
  await scene.addPolicy(boss, { persona: readers, connection });
  const insert = (guid: string, subject_kind: 'token' | 'user', subject: string) =>
    scene.world.database.db
      .insertInto('persona_member')
      .values({ persona_guid: guid, subject_kind, subject })
      .execute();
  await insert(persona.guid, 'token', tagger.username);
  await insert(readers.guid, 'user', mallory.username);
  return { scene, boss, tagger, mallory, stranger, assets, tags };
}

describe('what hangs on tags', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await createStage();
  });
  afterAll(() => stage.scene.world.close());

  /** All that decisions are made from. */
  async function truth(): Promise<unknown> {
    const { pool } = stage.scene.world.database;
    const rows = async (text: string) => (await pool.query<object>(text)).rows;
    return {
      assets: await rows(
        'SELECT guid, state, version, direct_tag_names, propagated_tag_names FROM asset ORDER BY guid',
      ),
      links: await rows('SELECT type_name, end1_guid, end2_guid FROM relationship ORDER BY 1, 2, 3'),
      purposes: await rows('SELECT * FROM purpose ORDER BY guid'),
      policies: await rows('SELECT * FROM policy ORDER BY guid'),
      audiences: await rows('SELECT * FROM policy_audience ORDER BY 1, 2, 3'),
      tags: await rows('SELECT name FROM tag_definition ORDER BY name'),
    };
  }

  async function sight(): Promise<Record<string, boolean>> {
    const { scene, mallory, stranger, tagger } = stage;
    const may = (actor: Actor, name: string) => scene.canRead(actor, found(stage, name).guid);
    return {
      'mallory reads what is sensitive': await may(mallory, 'sensitive'),
      'mallory reads what it reaches': await may(mallory, 'reached'),
      'mallory reads the rest': await may(mallory, 'plain'),
      'a stranger reads what is plain': await may(stranger, 'plain'),
      'a stranger reads a column': await may(stranger, 'column'),
      'a stranger reads what is open': await may(stranger, 'giver'),
      'a stranger reads what would be open': await may(stranger, 'idle'),
      'the tagger reads what is sensitive': await may(tagger, 'sensitive'),
    };
  }

  const seen = {
    'mallory reads what is sensitive': false,
    'mallory reads what it reaches': false,
    'mallory reads the rest': true,
    'a stranger reads what is plain': false,
    'a stranger reads a column': false,
    'a stranger reads what is open': true,
    'a stranger reads what would be open': false,
    'the tagger reads what is sensitive': true,
  };

  it('is seen as the purposes say', async () => {
    expect(await sight()).toEqual(seen);
  });

  async function carryOut(by: Actor, { path, method, body }: Step): Promise<Answer> {
    return stage.scene.ask(by, path, { ...(method === undefined ? {} : { method }), body });
  }

  const themes = {
    'a tag that grants arrives': arrivals,
    'a tag that denies goes': departures,
    'a purpose changes': purposes,
  };
  describe.each(Object.entries(themes))('%s', (_theme, recipes) => {
    it.each(Object.entries(recipes))('nobody who holds less may %s', async (_name, recipe) => {
      const before = await truth();
      const answer = await carryOut(stage.tagger, recipe(stage));
      expect([400, 403, 404, 409], answer.text.slice(0, 300)).toContain(answer.status);
      expect(await truth()).toEqual(before);
      expect(await sight()).toEqual(seen);
    });
  });

  it('a refusal names no asset that the tagger cannot see', async () => {
    const { scene, boss, tags } = stage;
    const hidden = await scene.addConnection(boss);
    const secret = await scene.addAsset(boss, { typeName: 'Table', qualifiedName: `${hidden.qualifiedName}/d/s/t` });
    const source = found(stage, 'sibling');
    const flow = { typeName: 'Process', guid: '-1' };
    const attributes = { name: 'over', qualifiedName: `${hidden.qualifiedName}/p` };
    const ends = { inputs: [reference(source)], outputs: [reference(secret)] };
    expect((await scene.save(boss, { ...flow, attributes: { ...attributes, ...ends } })).status).toBe(200);
    const step = changed(source, { addOrUpdateClassifications: [{ typeName: tags.idle, propagate: true }] });
    await scene.done(boss, bulk, set(found(stage, 'idlePurpose'), { isAccessControlEnabled: true }));
    const refused = await carryOut(stage.tagger, step);
    expect(refused.status).toBe(403);
    for (const word of [secret.guid, secret.name, hidden.qualifiedName]) expect(refused.text).not.toContain(word);
    await scene.done(boss, bulk, set(found(stage, 'idlePurpose'), { isAccessControlEnabled: false }));
  });

  it('negative control: the same requests by the owner of the workspace change something', async () => {
    const before = JSON.stringify(await truth());
    for (const recipe of [
      arrivals['put the tag on an asset'],
      departures['take the tag off'],
      purposes['grant to more people'],
    ]) {
      if (recipe === undefined) throw new Error('a recipe has gone');
      const answer = await carryOut(stage.boss, recipe(stage));
      expect([200, 204], answer.text).toContain(answer.status);
    }
    expect(JSON.stringify(await truth())).not.toBe(before);
    expect(await sight()).toMatchObject({
      'mallory reads what is sensitive': true,
      'a stranger reads what is plain': true,
    });
  });
});
