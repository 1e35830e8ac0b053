import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newGuid } from '../../src/foundation/index.ts';
import {
  createScene,
  policyEntity,
  unusedConnectionName,
  type Actor,
  type Answer,
  type Asset,
  type Scene,
  type Sending,
} from './scene.ts';

/** Ways that lead to more by something else: what an asset says of itself, collections, one bad apple among good ones, questions. */
interface Stage {
  readonly scene: Scene;
  readonly owner: Actor;
  /** May read, change and create under the connection of the owner, and has a connection and a collection of its own. */
  readonly editor: Actor;
  readonly viewer: Actor;
  readonly connection: Asset;
  readonly table: Asset;
  readonly hidden: Asset;
  readonly own: Asset;
  readonly collection: Asset;
  readonly folder: Asset;
  readonly query: Asset;
  readonly secret: Asset;
  readonly mine: Asset;
}

type Step = Sending & { readonly path: string; readonly by: Actor };
type Recipe = (stage: Stage) => Step | Promise<Step>;

const bulk = '/api/meta/entity/bulk';

function saving(by: Actor, ...entities: readonly object[]): Step {
  return { by, path: bulk, method: 'POST', body: { entities } };
}

function set(by: Actor, { guid, typeName, name, qualifiedName }: Asset, attributes: object): Step {
  return saving(by, { guid, typeName, attributes: { name, qualifiedName, ...attributes } });
}

function reference({ guid, typeName }: Asset): object {
  return { guid, typeName };
}

function explaining(by: Actor, query: string): Step {
  return { by, path: `/api/clavis/v1/access/${query}` };
}

/** Each is refused with a 4xx and changes nothing. */
const refused: Readonly<Record<string, Recipe>> = {
  'slip a foreign asset among its own': ({ editor, own, hidden }) =>
    saving(
      editor,
      { typeName: 'Table', guid: '-1', attributes: { name: 'x', qualifiedName: `${own.qualifiedName}/d/s/x` } },
      { typeName: 'Table', guid: hidden.guid, attributes: { name: 'x' } },
    ),
  'slip a policy among assets': async ({ scene, editor, own, connection }) =>
    saving(
      editor,
      { typeName: 'Table', guid: '-1', attributes: { name: 'x', qualifiedName: `${own.qualifiedName}/d/s/y` } },
      policyEntity({ persona: await scene.addPersona(editor, newGuid()), connection, guid: '-2' }),
    ),
  'make a connection and put a foreign asset into it by a link': ({ editor, own, hidden }) =>
    saving(editor, {
      typeName: 'Schema',
      guid: '-1',
      attributes: { name: 's', qualifiedName: `${own.qualifiedName}/d/s2`, tables: [reference(hidden)] },
    }),
  'make the parent and child at once, the child elsewhere': ({ editor, own, connection }) =>
    saving(
      editor,
      { typeName: 'Schema', guid: '-1', attributes: { name: 's', qualifiedName: `${own.qualifiedName}/d/s3` } },
      {
        typeName: 'Table',
        guid: '-2',
        attributes: {
          ...{ name: 't', qualifiedName: `${connection.qualifiedName}0/d/s/t` },
          atlanSchema: { typeName: 'Schema', guid: '-1' },
        },
      },
    ),
  'give an asset a name beneath its own connection': ({ editor, table, own }) =>
    set(editor, table, { qualifiedName: `${own.qualifiedName}/d/s/t` }),
  'turn an asset into a connection': ({ editor, table }) =>
    saving(editor, { typeName: 'Connection', guid: table.guid, attributes: { name: 'x' } }),
  'name a connection like one with another case': ({ editor, connection }) =>
    saving(editor, {
      typeName: 'Connection',
      guid: '-1',
      attributes: { name: 'x', qualifiedName: connection.qualifiedName.toUpperCase() },
    }),
  'name a connection with a path of its own': ({ editor, connection }) =>
    saving(editor, {
      typeName: 'Connection',
      guid: '-1',
      attributes: { name: 'x', qualifiedName: `${connection.qualifiedName}/../x` },
    }),
  'restore what it cannot see': ({ editor, hidden }) =>
    saving(editor, { typeName: 'Table', guid: hidden.guid, status: 'ACTIVE', attributes: {} }),

  'let itself edit a collection it may view': ({ viewer, collection, owner }) =>
    set(viewer, collection, { adminUsers: [owner.username, viewer.username] }),
  'let somebody view a collection it may view': ({ viewer, collection, editor }) =>
    set(viewer, collection, { viewerUsers: [viewer.username, editor.username] }),
  'change a query it may view': ({ viewer, query }) => set(viewer, query, { rawQuery: 'SELECT 1' }),
  'archive a query it may view': ({ viewer, query }) => ({
    by: viewer,
    path: `${bulk}?deleteType=SOFT&guid=${query.guid}`,
    method: 'DELETE',
  }),
  'make a query in a collection it may view': ({ viewer, collection }) =>
    saving(viewer, {
      typeName: 'Query',
      guid: '-1',
      attributes: { name: 'q', qualifiedName: 'x', parent: reference(collection) },
    }),
  'make a query in a collection it cannot see': ({ viewer, secret }) =>
    saving(viewer, {
      typeName: 'Query',
      guid: '-1',
      attributes: { name: 'q', qualifiedName: 'x', parent: reference(secret) },
    }),
  'move a query it may view into its own collection': ({ viewer, query, mine }) =>
    set(viewer, query, { parent: reference(mine) }),
  'move a folder it may view into its own collection': ({ viewer, folder, mine }) =>
    set(viewer, folder, { parent: reference(mine) }),
  'take a folder it may view in from the other side': ({ viewer, folder, mine }) =>
    set(viewer, mine, { childrenFolders: [reference(folder)] }),
  'make a collection in the name of somebody else': async ({ scene, viewer, owner }) => {
    const path = `default/collection/${owner.username}/${newGuid()}`;
    const saved = await scene.save(viewer, {
      typeName: 'Collection',
      guid: '-1',
      attributes: { name: newGuid(), qualifiedName: path },
    });
    // The server names it after who makes it; what is asked then is under the other name.
    expect(saved.text).not.toContain(path);
    return {
      by: viewer,
      path: `/api/meta/entity/uniqueAttribute/type/Collection?attr:qualifiedName=${encodeURIComponent(path)}`,
    };
  },

  'ask why it may not read what it cannot see': ({ editor, hidden }) =>
    explaining(editor, `explain?action=asset.read&asset=${hidden.guid}`),
  'ask who may read what it cannot see': ({ editor, hidden }) =>
    explaining(editor, `who?action=asset.read&asset=${hidden.guid}`),
  'ask what somebody else may do': ({ editor, owner }) => explaining(editor, `actors/${owner.username}/grants`),
  'ask what everybody holds': ({ editor }) => explaining(editor, 'review'),
  'ask what nobody uses': ({ viewer }) => explaining(viewer, 'unused'),
  'ask why others were refused': ({ editor }) => explaining(editor, `denials/${newGuid()}`),
  'ask the audit what others did': ({ editor }) => ({ by: editor, path: '/api/clavis/v1/audit/records' }),
};

/** Each is accepted, for it grants nothing: only what an asset says of itself changes. */
const harmless: Readonly<Record<string, Recipe>> = {
  'own an asset': ({ editor, viewer, table }) => set(editor, table, { ownerUsers: [editor.username, viewer.username] }),
  'let a group own an asset': ({ editor, table }) => set(editor, table, { ownerGroups: ['crew'] }),
  'call somebody admin of a table': ({ editor, viewer, table }) =>
    set(editor, table, { adminUsers: [viewer.username], viewerUsers: [viewer.username], adminRoles: [newGuid()] }),
  'say that an asset lies in another connection': ({ editor, own, table }) =>
    set(editor, table, { connectionQualifiedName: own.qualifiedName }),
  'say that an asset lies in a domain': ({ editor, table }) => set(editor, table, { domainGUIDs: [newGuid()] }),
  'say that it was made by somebody else': ({ editor, viewer, table }) =>
    saving(editor, {
      ...{ guid: table.guid, typeName: 'Table', createdBy: viewer.username },
      attributes: { createdBy: viewer.username, description: 'x' },
    }),
  'say that a query lies in a collection of its own': ({ viewer, query, mine }) =>
    set(viewer, query, { collectionQualifiedName: mine.qualifiedName }),
  'name a table after the tag of a purpose': ({ editor, table }) =>
    saving(editor, {
      ...{ guid: table.guid, typeName: 'Table', classificationNames: ['open'] },
      attributes: { assetTags: ['open'], classificationNames: ['open'] },
    }),
};

async function createStage(): Promise<Stage> {
  const scene = await createScene();
  const owner = await scene.addToken('owner', 'default');
  const editor = await scene.addToken('editor', 'default');
  const viewer = await scene.addUser('viewer', 'member');
  await scene.addGroup('crew', [viewer]);
  const connection = await scene.addConnection(owner);
  const at = (path: string) => `${connection.qualifiedName}/${path}`;
  const table = await scene.addAsset(owner, { typeName: 'Table', qualifiedName: at('open/s/t') });
  const hidden = await scene.addAsset(owner, { typeName: 'Table', qualifiedName: at('closed/s/t') });
  const persona = await scene.addPersona(owner, 'editors');
  const actions = ['persona-asset-read', 'persona-asset-update', 'persona-api-create'];
  await scene.addPolicy(owner, { persona, connection, path: at('open'), actions });
  const subject = { subject_kind: 'token' as const, subject: editor.username };
  await scene.world.database.db
    .insertInto('persona_member')
    .values({ persona_guid: persona.guid, ...subject })
    .execute();
  const collectionOf = (by: Actor, attributes: object = {}) =>
    scene.addAsset(by, { typeName: 'Collection', qualifiedName: unusedConnectionName(), attributes });
  const within = (typeName: string, parent: Asset) =>
    scene.addAsset(owner, { typeName, qualifiedName: newGuid(), attributes: { parent: reference(parent) } });
  const collection = await collectionOf(owner, { viewerUsers: [viewer.username] });
  const folder = await within('Folder', collection);
  const secret = await collectionOf(owner);
  return {
    ...{ scene, owner, editor, viewer, connection, table, hidden, collection, folder, secret },
    query: await within('Query', folder),
    own: await scene.addConnection(editor),
    mine: await collectionOf(viewer),
  };
}

describe('roundabout', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await createStage();
  });
  afterAll(() => stage.scene.world.close());

  async function carryOut(recipe: Recipe): Promise<Answer> {
    const { by, path, method, body } = await recipe(stage);
    return stage.scene.ask(by, path, { ...(method === undefined ? {} : { method }), body });
  }

  /** What decisions are made from, and the assets of the owner. */
  async function truth(): Promise<unknown> {
    const { pool } = stage.scene.world.database;
    const rows = async (text: string, values: unknown[] = []) => (await pool.query<object>(text, values)).rows;
    return {
      admins: await rows('SELECT * FROM connection_admin ORDER BY 1, 2, 3, 4'),
      members: await rows('SELECT * FROM persona_member ORDER BY 1, 2, 3'),
      policies: await rows('SELECT * FROM policy ORDER BY guid'),
      collections: await rows(
        'SELECT * FROM collection_member WHERE collection_guid = ANY($1::uuid[]) ORDER BY 1, 2, 3, 4, 5',
        [[stage.collection.guid, stage.secret.guid]],
      ),
      assets: await rows(
        `SELECT guid, type_name, qualified_name, state, version, created_by FROM asset
         WHERE guid = ANY($1::uuid[]) ORDER BY guid`,
        [['table', 'hidden', 'collection', 'folder', 'query', 'secret', 'connection'].map((name) => guidOf(name))],
      ),
    };
  }

  function guidOf(name: string): string {
    return (stage as unknown as Record<string, Asset>)[name]?.guid ?? '';
  }

  async function sight(): Promise<Record<string, boolean>> {
    const { scene, editor, viewer, own, table, hidden, collection, query, secret, mine } = stage;
    const may = (actor: Actor, { guid }: Asset) => scene.canRead(actor, guid);
    return {
      'the editor reads the table': await may(editor, table),
      'the editor reads what is hidden': await may(editor, hidden),
      'the editor reads its connection': await may(editor, own),
      'the editor reads the collection': await may(editor, collection),
      'the viewer reads the table': await may(viewer, table),
      'the viewer reads the query': await may(viewer, query),
      'the viewer reads the secret collection': await may(viewer, secret),
      'the viewer reads what is their own': await may(viewer, mine),
    };
  }

  const seen = {
    'the editor reads the table': true,
    'the editor reads what is hidden': false,
    'the editor reads its connection': true,
    'the editor reads the collection': false,
    'the viewer reads the table': false,
    'the viewer reads the query': true,
    'the viewer reads the secret collection': false,
    'the viewer reads what is their own': true,
  };

  it.each(Object.entries(refused))('nobody may %s', async (_name, recipe) => {
    const before = await truth();
    const answer = await carryOut(recipe);
    expect([400, 403, 404, 409], answer.text.slice(0, 300)).toContain(answer.status);
    expect(await truth()).toEqual(before);
    expect(await sight()).toEqual(seen);
  });

  it.each(Object.entries(harmless))('it gives nobody anything to %s', async (_name, recipe) => {
    const answer = await carryOut(recipe);
    expect(answer.status, answer.text.slice(0, 300)).toBe(200);
    expect(await sight()).toEqual(seen);
  });

  it('a draft that is simulated writes nothing, and takes being admin of the connection', async () => {
    const { scene, editor, connection } = stage;
    const before = await truth();
    const draft = policyEntity({ persona: connection, connection }).attributes;
    const body = { add: [{ persona: 'default/x', attributes: draft }] };
    const answer = await scene.ask(editor, '/api/clavis/v1/access/simulate', { method: 'POST', body });
    expect([400, 403, 404]).toContain(answer.status);
    expect(await truth()).toEqual(before);
  });

  it('negative control: the owner may do what others tried', async () => {
    const { scene, owner, query, collection, viewer } = stage;
    const before = JSON.stringify(await truth());
    const step = set(owner, collection, { adminUsers: [owner.username, viewer.username] });
    await scene.done(owner, step.path, step);
    await scene.done(owner, bulk, { ...set(owner, query, { parent: reference(collection) }) });
    expect(JSON.stringify(await truth())).not.toBe(before);
  });
});
