import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../postgres/index.ts';
import { createWorld, type World } from '../../../test/security/world.ts';

const groupId = '5f0c2b0e-6a3d-4b52-9d3f-0a4b6c1d2e3f';
const mappers = '/api/service/idp/jumpcloud/mappers';
const unknown = '00000000-0000-4000-8000-000000000000';

interface Mapper {
  readonly id: string;
  readonly name: string | null;
  readonly config: Record<string, string>;
}

/** Byte for byte what the Python client sends to make a mapper. */
const creation = {
  name: `${groupId}--1713772147406`,
  identityProviderMapper: 'saml-group-idp-mapper',
  identityProviderAlias: 'jumpcloud',
  config: {
    syncMode: 'FORCE',
    attributes: '[]',
    group: 'data_team',
    'attribute.name': 'memberOf',
    'attribute.value': 'sso-data-team',
    'are.attribute.values.regex': '',
  },
};

/** What every client expects to read then. */
const expectedConfig = {
  syncMode: 'FORCE',
  attributes: '[]',
  group: 'data_team',
  'attribute.name': 'memberOf',
  'attribute.value': 'sso-data-team',
};

describe('SSO group mappers on the Atlan wire', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
    await sql`
      INSERT INTO user_group (id, name, alias, created_by, updated_by) VALUES
        (${groupId}, 'data_team', 'Data Team', 'ada', 'ada'),
        (gen_random_uuid(), 'other_team', 'Other Team', 'ada', 'ada')`.execute(world.deps.identity.db);
  });

  afterAll(() => world.close());

  async function send(method: 'GET' | 'POST', url: string, body?: object) {
    return world.server.inject({
      method,
      url,
      // The Python client labels empty bodies as JSON too.
      headers: { authorization: `Bearer ${world.admin.tokenSecret}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { payload: body }),
    });
  }

  async function call<T>(method: 'GET' | 'POST', url: string, body?: object): Promise<T> {
    const answer = await send(method, url, body);
    expect(answer.statusCode, answer.body).toBe(200);
    return (answer.body === '' ? null : answer.json()) as T;
  }

  it('a mapper is made for a provider that is not configured; what is empty is gone when it is read', async () => {
    expect(await call('GET', mappers)).toEqual([]);
    const { id, ...made } = await call<Mapper>('POST', mappers, creation);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(made).toEqual({ ...creation, config: expectedConfig });
    expect(await call('GET', `${mappers}/${id}`)).toEqual({ id, ...creation, config: expectedConfig });
    expect(await call('GET', mappers)).toEqual([{ id, ...creation, config: expectedConfig }]);
    expect(Object.keys(made.config)).not.toContain('attribute.friendly.name');
    await call('POST', `${mappers}/${id}/delete`);
  });

  it('an update replaces all of it: Python keeps the name, Java’s older call drops it', async () => {
    const { id } = await call<Mapper>('POST', mappers, creation);
    const { 'are.attribute.values.regex': _left, ...config } = { ...creation.config, 'attribute.value': 'renamed' };
    const fromPython = await call('POST', `${mappers}/${id}`, { ...creation, id, config });
    expect(fromPython).toEqual({ id, ...creation, config: { ...expectedConfig, 'attribute.value': 'renamed' } });
    const { name: _name, ...nameless } = creation;
    const fromJava = await call<Mapper>('POST', `${mappers}/${id}`, { ...nameless, id, config });
    expect(fromJava.name).toBeNull();
    expect(await call('GET', `${mappers}/${id}`)).toEqual(fromJava);
    await call('POST', `${mappers}/${id}/delete`);
  });

  it('explicit nulls are what is not there', async () => {
    const config = { ...creation.config, 'attribute.friendly.name': null, 'are.attribute.values.regex': null };
    const made = await call<Mapper>('POST', mappers, { ...creation, id: null, name: null, config });
    expect(made).toMatchObject({ name: null, config: expectedConfig });
    await call('POST', `${mappers}/${made.id}/delete`);
  });

  it('the answer to a deletion is empty, and the mapper is gone', async () => {
    const { id } = await call<Mapper>('POST', mappers, creation);
    const deleted = await send('POST', `${mappers}/${id}/delete`);
    expect({ status: deleted.statusCode, body: deleted.body }).toEqual({ status: 200, body: '' });
    expect((await send('GET', `${mappers}/${id}`)).statusCode).toBe(404);
    expect((await send('POST', `${mappers}/${id}/delete`)).statusCode).toBe(404);
  });

  it('every alias that clients know is there; another one is not', async () => {
    for (const alias of ['google', 'azure', 'okta', 'jumpcloud', 'onelogin']) {
      expect(await call('GET', `/api/service/idp/${alias}/mappers`)).toEqual([]);
    }
    expect((await send('GET', '/api/service/idp/auth0/mappers')).statusCode).toBe(404);
    expect(
      (await send('POST', '/api/service/idp/auth0/mappers', { ...creation, identityProviderAlias: 'auth0' }))
        .statusCode,
    ).toBe(404);
  });

  it('a mapper of one provider is none of another', async () => {
    const { id } = await call<Mapper>('POST', mappers, creation);
    const elsewhere = `/api/service/idp/okta/mappers/${id}`;
    expect((await send('GET', elsewhere)).statusCode).toBe(404);
    expect((await send('POST', elsewhere, { ...creation, identityProviderAlias: 'okta' })).statusCode).toBe(404);
    expect((await send('POST', `${elsewhere}/delete`)).statusCode).toBe(404);
    expect((await call<Mapper>('GET', `${mappers}/${id}`)).id).toBe(id);
    await call('POST', `${mappers}/${id}/delete`);
  });

  it.each<[string, object]>([
    ['no body', {}],
    ['another provider than in the path', { ...creation, identityProviderAlias: 'okta' }],
    ['another kind of mapper', { ...creation, identityProviderMapper: 'saml-user-attribute-idp-mapper' }],
    ['a config that is a list', { ...creation, config: [] }],
    ['a number in the config', { ...creation, config: { ...creation.config, group: 1 } }],
    ['a group that is not there', { ...creation, config: { ...creation.config, group: 'no_such_team' } }],
    ['no group', { ...creation, config: { ...creation.config, group: '' } }],
    ['no attribute', { ...creation, config: { ...creation.config, 'attribute.name': '' } }],
    ['no value', { ...creation, config: { ...creation.config, 'attribute.value': '' } }],
    ['another sync mode', { ...creation, config: { ...creation.config, syncMode: 'LEGACY' } }],
    ['several attributes', { ...creation, config: { ...creation.config, attributes: '[{"key":"a","value":"b"}]' } }],
    ['a key that is none', { ...creation, config: { ...creation.config, role: 'admin' } }],
    ['a key of every object', { ...creation, config: { ...creation.config, ['__proto__']: 'x', constructor: 'x' } }],
    ['a value that is too long', { ...creation, config: { ...creation.config, 'attribute.value': 'x'.repeat(1_001) } }],
    [
      'an expression that explodes in other engines',
      {
        ...creation,
        config: { ...creation.config, 'attribute.value': String.raw`(a+)+\1`, 'are.attribute.values.regex': 'true' },
      },
    ],
  ])('is refused with %s', async (_name, body) => {
    const answer = await send('POST', mappers, body);
    expect(answer.statusCode, answer.body).toBe(400);
    expect((await send('POST', `${mappers}/${unknown}`, body)).statusCode).not.toBe(200);
    expect(await call('GET', mappers)).toEqual([]);
  });

  it('for a group that has more than the token itself is refused: it would hand that on', async () => {
    await sql`
      INSERT INTO connection_admin (connection_guid, qualified_name, subject_kind, subject)
      VALUES (gen_random_uuid(), 'default/glue/1', 'group', 'other_team')`.execute(world.deps.identity.db);
    const { id } = await call<Mapper>('POST', mappers, creation);
    const config = { ...creation.config, group: 'other_team' };
    expect((await send('POST', mappers, { ...creation, config })).statusCode).toBe(403);
    expect((await send('POST', `${mappers}/${id}`, { ...creation, config })).statusCode).toBe(403);
    expect((await call<Mapper>('GET', `${mappers}/${id}`)).config['group']).toBe('data_team');
    await call('POST', `${mappers}/${id}/delete`);
  });

  it('says everything that is wrong at once', async () => {
    const config = { syncMode: 'x', attributes: 'x', colour: 'red' };
    const answer = await send('POST', mappers, { ...creation, config });
    const places = answer.json<{ causes: { location: string }[] }>().causes.map(({ location }) => location);
    expect(places).toEqual([
      'config.colour',
      'config.group',
      'config.attribute.name',
      'config.attribute.value',
      'config.syncMode',
      'config.attributes',
    ]);
  });

  it('an id that can be none is not there, rather than a fault', async () => {
    for (const id of ['x', '%27', 'a%00b', '../x', 'x'.repeat(500)]) {
      const { statusCode } = await send('GET', `${mappers}/${id}`);
      expect([400, 404]).toContain(statusCode);
    }
  });
});
