import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newGuid } from '../../src/foundation/index.ts';
import {
  createScene,
  newWorkflowName,
  unusedConnectionName,
  workflowNamed,
  type Actor,
  type Asset,
  type Scene,
  type Sending,
} from './scene.ts';

/** A request that speaks of an asset, by whichever of its identifiers. */
type Surface = (asset: Asset) => Sending & { readonly path: string };

const bulk = '/api/meta/entity/bulk';

function byName({ typeName, qualifiedName }: Asset): string {
  return `/api/meta/entity/uniqueAttribute/type/${typeName}?attr:qualifiedName=${encodeURIComponent(qualifiedName)}`;
}

function saving(entity: (asset: Asset) => object): Surface {
  return (asset) => ({ path: bulk, method: 'POST', body: { entities: [entity(asset)] } });
}

function searching(body: (asset: Asset) => object): Surface {
  return (asset) => ({ path: '/api/meta/search/indexsearch', method: 'POST', body: body(asset) });
}

/** A save below a connection of the actor's own, which refers to the asset. */
function referring(own: () => Asset, attributes: (asset: Asset) => object): Surface {
  return saving((asset) => ({
    typeName: 'Table',
    guid: '-1',
    attributes: { name: 'mine', qualifiedName: `${own().qualifiedName}/d/s/mine`, ...attributes(asset) },
  }));
}

function guidReference({ guid, typeName }: Asset): object {
  return { typeName, guid };
}

function nameReference({ typeName, qualifiedName }: Asset): object {
  return { typeName, uniqueAttributes: { qualifiedName } };
}

/** What is said of a hidden asset must be said, byte for byte, of one that does not exist. */
function surfacesFor(own: () => Asset): Readonly<Record<string, Surface>> {
  return {
    'get by guid': ({ guid }) => ({ path: `/api/meta/entity/guid/${guid}` }),
    'get by guid, without relationships': ({ guid }) => ({
      path: `/api/meta/entity/guid/${guid}?ignoreRelationships=true&minExtInfo=true`,
    }),
    'get by unique attribute': (asset) => ({ path: byName(asset) }),
    'get by unique attribute of a type above': (asset) => ({ path: byName({ ...asset, typeName: 'Asset' }) }),
    'get by unique attribute of another type': (asset) => ({ path: byName({ ...asset, typeName: 'Column' }) }),
    'update by unique attribute': (asset) => ({
      path: byName(asset),
      method: 'PUT',
      body: { entity: { typeName: asset.typeName, attributes: { description: 'seen' } } },
    }),
    'delete by guid': ({ guid }) => ({ path: `${bulk}?deleteType=PURGE&guid=${guid}`, method: 'DELETE' }),
    'archive by guid': ({ guid }) => ({ path: `${bulk}?deleteType=SOFT&guid=${guid}`, method: 'DELETE' }),
    'save by guid': saving(({ guid, typeName, name }) => ({ typeName, guid, attributes: { name } })),
    'save by guid as another type': saving(({ guid }) => ({ typeName: 'Column', guid, attributes: { name: 'x' } })),
    'save by guid with another name': saving(({ guid, typeName }) => ({
      typeName,
      guid,
      attributes: { name: 'x', qualifiedName: 'default/glue/0/x' },
    })),
    'save by qualified name': saving(({ typeName, qualifiedName }) => ({
      typeName,
      attributes: { name: 'x', qualifiedName },
    })),
    'save by qualified name, without a name': saving(({ typeName, qualifiedName }) => ({
      typeName,
      attributes: { qualifiedName },
    })),
    'save by qualified name, with a reference to nothing': saving(({ typeName, qualifiedName }) => ({
      typeName,
      attributes: { name: 'x', qualifiedName, meanings: [{ typeName: 'AtlasGlossaryTerm', guid: '-7' }] },
    })),
    'save by qualified name, to restore': saving(({ typeName, qualifiedName }) => ({
      typeName,
      status: 'ACTIVE',
      attributes: { name: 'x', qualifiedName },
    })),
    'reference by guid': referring(own, (asset) => ({ atlanSchema: guidReference(asset) })),
    'reference by qualified name': referring(own, (asset) => ({ atlanSchema: nameReference(asset) })),
    'reference as a child': referring(own, (asset) => ({ columns: [guidReference(asset)] })),
    'reference as a child by qualified name': referring(own, (asset) => ({ columns: [nameReference(asset)] })),
    'reference by the wrong type': referring(own, ({ guid }) => ({ atlanSchema: { typeName: 'Column', guid } })),
    'reference from a policy': saving((asset) => ({
      typeName: 'AuthPolicy',
      guid: '-1',
      attributes: { name: 'p', accessControl: { typeName: 'Persona', guid: asset.guid } },
    })),
    'search by guid': searching(({ guid }) => ({ dsl: { query: { term: { __guid: guid } } } })),
    'search by qualified name': searching(({ qualifiedName }) => ({
      dsl: { query: { term: { qualifiedName } }, aggs: { types: { terms: { field: '__typeName.keyword' } } } },
    })),
    'search by name': searching(({ name }) => ({
      dsl: { query: { match_phrase: { name } }, sort: [{ 'name.keyword': 'asc' }] },
    })),
    'search by prefix': searching(({ qualifiedName }) => ({ dsl: { query: { prefix: { qualifiedName } } } })),
    'search by not': searching(({ guid }) => ({
      dsl: {
        size: 0,
        query: { bool: { must_not: [{ term: { __guid: guid } }] } },
        aggs: { n: { cardinality: { field: '__guid' } } },
      },
    })),
    'search as a persona': searching(({ qualifiedName }) => ({
      persona: qualifiedName,
      dsl: { query: { match_all: {} } },
    })),
  };
}

/** Blanks the caller's own input and the request id, which alone may differ. */
function blank(text: string, { guid, qualifiedName, name }: Asset): string {
  const own = [guid, qualifiedName, name].reduce((blanked, part) => blanked.replaceAll(part, '<own>'), text);
  return own.replaceAll(/"requestId":"[^"]*"/g, '"requestId":""');
}

describe('what one may not read', () => {
  let scene: Scene;
  let owner: Actor;
  let connection: Asset;
  let own: Asset;
  let strangers: Record<string, Actor>;
  let hidden: Record<string, Asset>;

  beforeAll(async () => {
    scene = await createScene();
    owner = await scene.addToken('owner', 'default');
    const carol = await scene.addUser('carol', 'member');
    const dave = await scene.addUser('dave', 'member');
    await scene.addGroup('stewards', [dave]);
    connection = await scene.addConnection(owner, { adminUsers: [carol.username], adminGroups: ['stewards'] });
    const at = (path: string) => `${connection.qualifiedName}/${path}`;
    const database = await scene.addAsset(owner, { typeName: 'Database', qualifiedName: at('d') });
    const schema = await scene.addAsset(owner, {
      typeName: 'Schema',
      qualifiedName: at('d/s'),
      attributes: { database },
    });
    const table = await scene.addAsset(owner, {
      typeName: 'Table',
      qualifiedName: at('d/s/t'),
      attributes: { schema },
    });
    const column = await scene.addAsset(owner, {
      typeName: 'Column',
      qualifiedName: at('d/s/t/c'),
      attributes: { table },
    });
    hidden = { connection, database, schema, table, column };

    const reader = await scene.addToken('reader elsewhere', 'none');
    const elsewhere = await scene.addConnection(owner);
    const persona = await scene.addPersona(owner, 'elsewhere');
    await scene.addPolicy(owner, { persona, connection: elsewhere });
    const denied = await scene.addToken('denied', 'none');
    const both = await scene.addPersona(owner, 'all but denied');
    await scene.addPolicy(owner, { persona: both, connection });
    await scene.addPolicy(owner, { persona: both, connection, type: 'deny' });
    for (const [token, { guid }] of [
      [reader, persona],
      [denied, both],
    ] as const) {
      const subject = { subject_kind: 'token' as const, subject: token.username };
      await scene.world.database.db
        .insertInto('persona_member')
        .values({ persona_guid: guid, ...subject })
        .execute();
    }
    strangers = {
      'an admin user': await scene.addUser('eve', 'admin'),
      'an admin token': { name: 'bootstrap', username: '', secret: scene.world.admin.tokenSecret, tokenId: null },
      'a default token': await scene.addToken('stranger', 'default'),
      'a read token': await scene.addToken('looker', 'read'),
      'a none token': await scene.addToken('nobody', 'none'),
      'a token that reads elsewhere': reader,
      'a token under a deny': denied,
      'a member': await scene.addUser('mallory', 'member'),
      'a guest': await scene.addUser('gus', 'guest'),
    };
    own = await scene.addConnection(strangers['a default token'] ?? owner);
    for (const visible of [owner, carol, dave]) expect(await scene.canRead(visible, table.guid)).toBe(true);
  });

  afterAll(() => scene.world.close());

  async function stored(): Promise<unknown> {
    const { rows } = await scene.world.database.pool.query(
      'SELECT guid, state, name, version, attributes FROM asset WHERE qualified_name ^@ $1 ORDER BY guid',
      [connection.qualifiedName],
    );
    return rows;
  }

  /** Something of the same shape that nobody has. */
  function missingLike(asset: Asset): Asset {
    const path = asset.qualifiedName.slice(connection.qualifiedName.length);
    const name = `name-of-${newGuid()}`;
    return { ...asset, guid: newGuid(), name, qualifiedName: unusedConnectionName() + path };
  }

  describe.each(Object.keys(surfacesFor(() => own)))('%s', (name) => {
    it('answers hidden and missing alike and changes nothing', async () => {
      const surface = surfacesFor(() => own)[name] as Surface;
      const before = await stored();
      for (const [who, actor] of Object.entries(strangers)) {
        for (const [kind, asset] of Object.entries(hidden)) {
          // Who may make connections learns that a name is taken, as from making one; tested below.
          if (kind === 'connection' && name.startsWith('save by qualified') && /admin|default/.test(who)) continue;
          const missing = missingLike(asset);
          const [first, second] = [surface(asset), surface(missing)];
          const answers = [await scene.ask(actor, first.path, first), await scene.ask(actor, second.path, second)];
          const [seen, unseen] = answers.map(
            ({ status, text }, index) => `${String(status)} ${blank(text, index === 0 ? asset : missing)}`,
          );
          expect(seen, `${who}, ${kind}`).toBe(unseen);
          expect(seen).not.toMatch(/^500/);
        }
      }
      expect(await stored()).toEqual(before);
    });
  });

  it('a taken connection name is refused without a word of what it is', async () => {
    const before = await stored();
    for (const who of ['an admin user', 'an admin token', 'a default token']) {
      const actor = strangers[who] as Actor;
      const attributes = { qualifiedName: connection.qualifiedName, name: 'mine now', adminUsers: [] };
      const refused = await scene.save(actor, { typeName: 'Connection', guid: '-1', attributes });
      expect(refused.status).toBe(403);
      for (const word of [connection.guid, owner.username, connection.name]) expect(refused.text).not.toContain(word);
    }
    expect(await stored()).toEqual(before);
  });

  it('counts nothing and shows no reference, sort value or answer of a save that comes of it', async () => {
    const at = (path: string) => `${connection.qualifiedName}/${path}`;
    const half = await scene.addPersona(owner, 'one column');
    await scene.addPolicy(owner, { persona: half, connection, path: at('d/s/t/c') });
    const token = await scene.addToken('half', 'none');
    const subject = { subject_kind: 'token' as const, subject: token.username };
    await scene.world.database.db
      .insertInto('persona_member')
      .values({ persona_guid: half.guid, ...subject })
      .execute();
    const column = hidden['column'] as Asset;
    const detail = await scene.done(token, `/api/meta/entity/guid/${column.guid}`);
    const found = await scene.done(token, '/api/meta/search/indexsearch', {
      method: 'POST',
      body: {
        dsl: {
          query: { match_all: {} },
          sort: [{ __meanings: 'asc' }],
          aggs: { t: { terms: { field: '__typeName.keyword' } } },
        },
        attributes: ['table', 'name'],
        relationAttributes: ['name', 'qualifiedName', 'description'],
        showSearchMetadata: true,
        includeRelationshipAttributes: true,
      },
    });
    expect(found.json).toMatchObject({ approximateCount: 1 });
    for (const text of [detail.text, found.text]) {
      for (const other of ['table', 'schema', 'database', 'connection']) {
        expect(text).not.toContain((hidden[other] as Asset).guid);
      }
      expect(text).not.toContain((hidden['table'] as Asset).name);
    }
  });

  it('tells nobody without the right of personas, workflows, runs, credentials and tokens', async () => {
    const name = newWorkflowName();
    const payload = [
      {
        parameter: 'credentialGuid',
        type: 'credential',
        body: {
          name: `cred-${name}`,
          authType: 'iam',
          connectorConfigName: 'atlan-connectors-glue',
          username: 'u',
          password: `pw-${name}`,
          extra: { region: 'eu-west-1', token_secret: `ex-${name}` },
        },
      },
    ];
    await scene.done(owner, '/api/service/workflows?submit=true', {
      method: 'POST',
      body: workflowNamed(name, [], payload),
    });
    const persona = await scene.addPersona(owner, `persona-${name}`);
    const reads: readonly (Sending & { path: string })[] = [
      { path: '/api/service/workflows/indexsearch', method: 'POST', body: { size: 100, query: { match_all: {} } } },
      { path: '/api/service/runs/indexsearch', method: 'POST', body: { size: 100, query: { match_all: {} } } },
      { path: '/api/clavis/v1/runs' },
      { path: `/api/clavis/v1/runs/${name}` },
      { path: '/api/service/schedules' },
      { path: '/api/service/credentials' },
      { path: '/api/service/apikeys' },
      { path: '/api/service/users' },
      { path: '/api/service/groups' },
      { path: '/api/meta/search/indexsearch', method: 'POST', body: { dsl: { size: 100, query: { match_all: {} } } } },
    ];
    for (const who of ['a read token', 'a none token', 'a member', 'a guest', 'a token that reads elsewhere']) {
      for (const read of reads) {
        const { text } = await scene.ask(strangers[who] as Actor, read.path, read);
        const said = read.path.endsWith(name) ? text.replaceAll(`\`${name}\``, '') : text;
        expect(said, `${who}: ${read.path}`).not.toContain(name);
        expect(said, `${who}: ${read.path}`).not.toContain(persona.guid);
      }
    }
    for (const actor of [owner, ...Object.values(strangers)]) {
      for (const read of reads) {
        const { text } = await scene.ask(actor, read.path, read);
        expect(text).not.toContain(`pw-${name}`);
        expect(text).not.toContain(`ex-${name}`);
      }
    }
  });
});
