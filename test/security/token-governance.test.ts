import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  NativeApiToken,
  RotatedApiToken,
  TokenSecretList,
  UpdatedNativeApiToken,
} from '../../src/contract/index.ts';
import { newGuid } from '../../src/foundation/index.ts';
import { eventually } from '../support/eventually.ts';
import type { Actor } from './scene.ts';
import { asActor, createTokenScene, tokensPath, type TokenAnswer, type TokenScene } from './token-scene.ts';

let stage: TokenScene;
beforeAll(async () => {
  stage = await createTokenScene();
});
afterAll(() => stage.scene.world.close());

const ask: TokenScene['ask'] = (...of) => stage.ask(...of);
const done: TokenScene['done'] = (...of) => stage.done(...of);
const makeToken: TokenScene['makeToken'] = (...of) => stage.makeToken(...of);
const get: TokenScene['get'] = (id) => stage.get(id);
const whoAmI: TokenScene['whoAmI'] = (secret) => stage.whoAmI(secret);

describe('an API token over its own routes', () => {
  it('starts at nothing, with its version as ETag, and tells all that the Atlan wire cannot', async () => {
    const answer = await ask('POST', tokensPath, {
      body: {
        displayName: 'etl',
        scopes: { readOnly: true },
        allowedNetworks: ['127.0.0.0/8', '::ffff:127.0.0.0/104'],
        requestsPerMinute: 600,
        mayRotateItself: true,
      },
    });
    expect(answer.etag).toBe('"1"');
    const created = answer.json as NativeApiToken;
    expect(created).toMatchObject({
      ...{ role: 'none', version: 1, state: 'active', scopes: { readOnly: true }, requestsPerMinute: 600 },
      ...{ allowedNetworks: ['127.0.0.0/8'], mayRotateItself: true, isOwnerless: false, suspension: null },
      responsible: { username: 'boss', active: true },
      ...{ lastUsed: null, useCount: 0 },
    });
    const { attributes: _with, ...told } = created;
    const { attributes: _without, ...read } = await get(created.id);
    expect(read).toEqual(told);
    expect(await whoAmI(created.attributes.accessToken ?? '')).toBe(200);
  });

  it('changes against its ETag: absent is not empty, stale is refused, and each answer has the next', async () => {
    const persona = await stage.scene.addPersona(stage.boss, newGuid());
    const { id } = await makeToken({ personaQualifiedNames: [persona.qualifiedName] });
    const url = `${tokensPath}/${id}`;
    const first = await ask('PATCH', url, { body: { description: 'one' }, ifMatch: '"1"' });
    expect([first.status, first.etag]).toEqual([200, '"2"']);
    expect((first.json as UpdatedNativeApiToken).attributes.personas).toHaveLength(1);
    const stale = await ask('PATCH', url, { body: { description: 'two' }, ifMatch: '"1"' });
    expect([stale.status, stale.text]).toEqual([412, expect.stringContaining('its version is `2`')]);
    const without = await ask('PATCH', url, { body: { description: 'two' } });
    expect([without.status, without.text]).toEqual([400, expect.stringContaining('If-Match: is needed to change')]);
    const links = await done<UpdatedNativeApiToken>('PATCH', url, {
      body: { removePersonas: [persona.qualifiedName] },
    });
    expect(links).toMatchObject({ version: 3, linked: [], unlinked: [persona.qualifiedName] });
    expect((await get(id)).attributes.description).toBe('one');
  });

  it.each([
    ['*', 200],
    ['"1"', 200],
    ['"9", "1"', 200],
    ['"9","1"', 200],
    ['"2"', 412],
    ['W/"1"', 412],
    ['"01"', 412],
    ['"x"', 412],
    ['""', 412],
    ['1', 400],
    ['"1', 400],
    ['"1" "2"', 400],
    ['', 400],
    ['*, "1"', 400],
  ])('If-Match %j is answered with %d', async (ifMatch, status) => {
    const { id } = await makeToken();
    const answer = await ask('PATCH', `${tokensPath}/${id}`, { body: { description: 'changed' }, ifMatch });
    expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
    expect((await get(id)).version).toBe(status === 200 ? 2 : 1);
  });

  it('tells its expiry with every answer, good or bad, and its last use in its record', async () => {
    const token = await makeToken({ validitySeconds: 3600 });
    const expiry = new Date(token.expiresAt ?? '').toUTCString();
    for (const [method, url] of [
      ['GET', '/api/service/whoami'],
      ['GET', tokensPath],
      ['GET', '/api/meta/entity/guid/none'],
      ['PATCH', `${tokensPath}/${token.id}`],
    ] as const) {
      const headers = { authorization: `Bearer ${token.secret}`, 'user-agent': 'job/1' };
      const answer = await stage.scene.world.server.inject({ method, url, headers });
      expect([url, answer.headers['token-expires']]).toEqual([url, expiry]);
    }
    await stage.scene.world.deps.identity.marks?.flush();
    expect(await get(token.id)).toMatchObject({ lastUsed: { network: '127.0.0.1', client: 'job/1' }, useCount: 4 });
  });

  it('lists what is ownerless and what expires, and refuses a query that means nothing', async () => {
    const { id } = await makeToken({ validitySeconds: 3600 });
    const page = await done<{ records: NativeApiToken[] }>('GET', `${tokensPath}?expiresWithinDays=1&sort=expiresAt`);
    expect(page.records.map((one) => one.id)).toContain(id);
    const ownerless = await done<{ records: NativeApiToken[] }>('GET', `${tokensPath}?ownerless=true`);
    expect(ownerless.records.map((one) => one.id)).not.toContain(id);
    for (const query of ['ownerless=perhaps', 'expiresWithinDays=-1', 'expiresWithinDays=36501', 'expiresWithinDays=x'])
      expect((await ask('GET', `${tokensPath}?${query}`)).status).toBe(400);
  });

  it('keeps its validity within the workspace’s maximum, on the Atlan wire too', async () => {
    await done('PATCH', '/api/clavis/v1/settings', { body: { tokens: { validitySecondsMax: 86_400 } } });
    for (const url of [tokensPath, '/api/service/apikeys']) {
      const answer = await ask('POST', url, {
        body: { displayName: 'x', description: '', validitySeconds: 157_680_000 },
      });
      expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('at most `86400` seconds (1 day)')]);
      expect((await ask('POST', url, { body: { displayName: 'x', validitySeconds: -1 } })).status).toBe(400);
      expect((await ask('POST', url, { body: { displayName: 'x', validitySeconds: 86_400 } })).status).toBe(200);
    }
    await done('PATCH', '/api/clavis/v1/settings', { body: { tokens: { validitySecondsMax: null } } });
  });
});

describe('a token that replaces its own secret', () => {
  it('goes on with the one before it when the answer is lost, and with the new one when it comes', async () => {
    const token = await makeToken({ mayRotateItself: true });
    const url = `${tokensPath}/${token.id}/rotate`;
    const lost = await done<RotatedApiToken>('POST', url, { by: asActor(token), body: { overlapSeconds: 600 } });
    const rotated = await done<RotatedApiToken>('POST', url, { by: asActor(token), body: {} });
    expect(await whoAmI(lost.secret)).toBe(401);
    expect(await whoAmI(token.secret)).toBe(200);
    expect(await whoAmI(rotated.secret)).toBe(200);
    expect(rotated.predecessor).toEqual(lost.predecessor);
    // With the new secret, which is surely in use: the old one ends at once.
    const next = await done<RotatedApiToken>('POST', url, {
      by: { ...asActor(token), secret: rotated.secret },
      body: {},
    });
    expect([await whoAmI(token.secret), await whoAmI(rotated.secret), await whoAmI(next.secret)]).toEqual([
      401, 200, 200,
    ]);
    const { secrets } = await done<TokenSecretList>('GET', `${tokensPath}/${token.id}/secrets`);
    expect(secrets.map(({ state }) => state)).toEqual(['live', 'retiring', 'retired', 'retired']);
    const ended = await done<TokenSecretList>('DELETE', `${tokensPath}/${token.id}/secrets/${rotated.secretId}`);
    expect(ended.secrets.map(({ state }) => state)).toEqual(['live', 'retired', 'retired', 'retired']);
    expect([await whoAmI(rotated.secret), await whoAmI(next.secret)]).toEqual([401, 200]);
  });

  it('the use of a retired secret suspends its token where the workspace asks for that, and only there', async () => {
    const token = await makeToken();
    const { secret } = await done<RotatedApiToken>('POST', `${tokensPath}/${token.id}/rotate`, {
      body: { overlapSeconds: 0 },
    });
    expect(await whoAmI(token.secret)).toBe(401);
    expect(await whoAmI(secret)).toBe(200);
    await done('PATCH', '/api/clavis/v1/settings', { body: { tokens: { revokeOnRetiredUse: true } } });
    expect(await whoAmI(token.secret)).toBe(401);
    await eventually('the token is suspended', async () => ((await get(token.id)).state === 'suspended' ? true : null));
    expect((await get(token.id)).suspension).toMatchObject({ by: '$system', reason: 'a retired secret was used' });
    expect(await whoAmI(secret)).toBe(401);
    await done('PATCH', '/api/clavis/v1/settings', { body: { tokens: { revokeOnRetiredUse: false } } });
  });
});

describe('escalation', () => {
  /** Each is a request of a token that would come out with more than it had. */
  const recipes: Readonly<Record<string, (by: Actor, other: Actor) => Promise<TokenAnswer>>> = {
    'raise its own ceiling': (by) =>
      ask('PATCH', `${tokensPath}/${by.tokenId ?? ''}`, { by, body: { scopes: null }, ifMatch: '*' }),
    'make a token with scopes above its own': (by) => ask('POST', tokensPath, { by, body: { displayName: 'x' } }),
    'make a token with scopes beside its own': (by) =>
      ask('POST', tokensPath, { by, body: { displayName: 'x', scopes: { actions: ['asset.delete'] } } }),
    'make a token with scopes above its own over the Atlan wire': (by) =>
      ask('POST', '/api/service/apikeys', { by, body: { displayName: 'x', description: '' } }),
    'lift the ceiling of another token': (by, other) =>
      ask('PATCH', `${tokensPath}/${other.tokenId ?? ''}`, { by, body: { scopes: { readOnly: true } }, ifMatch: '*' }),
    'take the secret of a token without a ceiling': (by) => takeSecret(by),
    'rotate itself without the right to': (by) =>
      ask('POST', `${tokensPath}/${by.tokenId ?? ''}/rotate`, { by, body: {} }),
    'give itself the right to rotate': (by) =>
      ask('PATCH', `${tokensPath}/${by.tokenId ?? ''}`, { by, body: { mayRotateItself: true }, ifMatch: '*' }),
    'leave its networks': (by) =>
      ask('PATCH', `${tokensPath}/${by.tokenId ?? ''}`, { by, body: { allowedNetworks: null }, ifMatch: '*' }),
    'raise its own budget': (by) =>
      ask('PATCH', `${tokensPath}/${by.tokenId ?? ''}`, { by, body: { requestsPerMinute: null }, ifMatch: '*' }),
    'name who answers for it': (by) =>
      ask('PATCH', `${tokensPath}/${by.tokenId ?? ''}`, { by, body: { responsibleUsername: 'ada' }, ifMatch: '*' }),
    'raise its role': (by) =>
      ask('PATCH', `${tokensPath}/${by.tokenId ?? ''}`, { by, body: { role: 'admin' }, ifMatch: '*' }),
    'lengthen its expiry': (by) =>
      ask('PATCH', `${tokensPath}/${by.tokenId ?? ''}`, { by, body: { validitySeconds: -1 }, ifMatch: '*' }),
    'shorten the expiry of another, to lengthen it afterwards': (by, other) =>
      ask('PATCH', `${tokensPath}/${other.tokenId ?? ''}`, {
        by,
        body: { expiresAt: '2030-01-01T00:00:00Z' },
        ifMatch: '*',
      }),
    'resume itself': (by) => ask('POST', `${tokensPath}/${by.tokenId ?? ''}/resume`, { by }),
    'use the public id of a secret as the secret': async (by) => {
      const { secrets } = await done<TokenSecretList>('GET', `${tokensPath}/${by.tokenId ?? ''}/secrets`);
      return ask('GET', '/api/service/whoami', { by: { ...by, secret: secrets[0]?.id ?? '' } });
    },
    'change the settings that bind it': (by) =>
      ask('PATCH', '/api/clavis/v1/settings', { by, body: { tokens: { defaultRole: 'admin' } } }),
  };

  async function takeSecret(by: Actor): Promise<TokenAnswer> {
    const free = await makeToken({ role: 'default' });
    return ask('POST', `${tokensPath}/${free.id}/rotate`, { by, body: {} });
  }

  const ceiling = { actions: ['token.manage', 'token.read'], connections: ['default/glue/1'] };
  const fenced = () =>
    makeToken({ role: 'admin', scopes: ceiling, allowedNetworks: ['127.0.0.1'], requestsPerMinute: 1000 });

  it.each(Object.entries(recipes))('%s: refused, and nothing is changed', async (_name, recipe) => {
    const [by, other] = [await fenced(), await fenced()];
    const before = [await get(by.id), await get(other.id)];
    const answer = await recipe(asActor(by), asActor(other));
    expect([answer.status, answer.text]).toEqual([expect.toBeOneOf([400, 401, 403]), expect.any(String)]);
    expect([await get(by.id), await get(other.id)]).toEqual(before);
  });

  it('lengthening the expiry over the Atlan wire is passed over, as that wire wants it', async () => {
    const token = await makeToken({ validitySeconds: 600 });
    const body = { displayName: 'etl', description: '', validitySeconds: 157_680_000 };
    await done('POST', `/api/service/apikeys/${token.id}`, { body });
    expect((await get(token.id)).expiresAt).toBe(token.expiresAt);
  });

  it('negative control: the same requests by a person with the role admin change something', async () => {
    const [token, other] = [asActor(await fenced()), asActor(await fenced())];
    for (const name of [
      'raise its own ceiling',
      'leave its networks',
      'raise its own budget',
      'give itself the right to rotate',
    ]) {
      const before = await get(token.tokenId ?? '');
      const answer = await recipes[name]?.({ ...token, secret: stage.boss.secret }, other);
      expect([name, answer?.status]).toEqual([name, 200]);
      expect(await get(token.tokenId ?? '')).not.toEqual(before);
    }
  });
});

describe('bodies that ask for more than there is', () => {
  const forbidden = {
    ...{ id: newGuid(), version: 99, state: 'active', role: 'admin', clientId: 'apikey-x', actorId: newGuid() },
    ...{ username: 'ada', createdBy: 'ada', createdAt: 0, expiresAt: null, validitySeconds: -1, suspension: null },
    ...{ isOwnerless: false, responsible: { username: 'ada' }, responsible_actor_id: newGuid(), useCount: 1 },
    ...{
      personaQualifiedNames: [],
      personas: [],
      attributes: {},
      kind: 'user',
      may_rotate_itself: true,
      accessToken: 'x',
    },
    ...{ constructor: {}, prototype: {}, toString: 'x', hasOwnProperty: true, secret: 'x', '': 1, 'scopes ': null },
  };
  const wrong: Readonly<Record<string, readonly unknown[]>> = {
    displayName: [null, 1, true, [], {}, '', 'x'.repeat(256)],
    description: [null, 1, [], {}, 'x'.repeat(4001)],
    addPersonas: [null, 'x', [1], [null], [''], {}, [[]], Array.from({ length: 501 }, () => 'x')],
    removePersonas: [null, 'x', [1], [null], [''], {}],
    scopes: [
      ...[true, 'all', [], {}, { readOnly: null }, { readOnly: 'true' }, { readonly: true }, { connections: null }],
      ...[{ connections: [] }, { connections: 'x' }, { connections: [1] }, { actions: [] }, { actions: ['*'] }],
      ...[{ actions: null }, { actions: [null] }, { readOnly: true, role: 'admin' }, { toString: 1 }],
    ],
    allowedNetworks: [true, 'any', [], {}, [1], [null], ['any'], ['10.0.0.1/8'], ['10.0.0.0/33'], ['fe80::1%1']],
    requestsPerMinute: [true, '1', 0, -1, 1.5, 1_000_001, 1e300, [], {}],
    mayRotateItself: [null, 'true', 1, 0, [], {}],
    responsibleUsername: [null, 1, '', [], {}, 'nobody-at-all', 'service-account-x'],
  };
  const bodies: readonly string[] = [
    ...Object.entries(forbidden).flatMap(([key, value]) => [
      JSON.stringify({ [key]: value }),
      JSON.stringify({ displayName: 'x', [key]: value }),
      JSON.stringify({ scopes: { [key]: value } }),
      JSON.stringify({ scopes: { readOnly: true, [key]: value } }),
      JSON.stringify({ addPersonas: [], [key]: null }),
    ]),
    ...Object.entries(wrong).flatMap(([key, values]) =>
      values.flatMap((value) => [JSON.stringify({ [key]: value }), JSON.stringify({ description: 'x', [key]: value })]),
    ),
    ...['{"__proto__":{"role":"admin"}}', '{"displayName":"x","__proto__":{"displayName":"y"}}'],
    ...['{"__proto__":null}', '{"scopes":{"__proto__":{"readOnly":false}}}', '{"constructor":{"prototype":{}}}'],
    ...[
      '[]',
      '[{"displayName":"x"}]',
      'null',
      '"x"',
      '1',
      'true',
      '{',
      '{"displayName":"x"',
      '',
      '{"displayName":"\\u0000"}',
    ],
    ...['{"displayName":"a","displayName":1}', '{"scopes":null,"scopes":{}}', '{"displayName":"\\ud800"}'],
  ];

  it(`changes nothing and is told what is wrong: ${String(bodies.length)} bodies`, async () => {
    expect(bodies.length).toBeGreaterThanOrEqual(300);
    const { id } = await makeToken({ scopes: { readOnly: true }, allowedNetworks: ['10.0.0.0/8'] });
    const before = await get(id);
    const accepted: string[] = [];
    for (const raw of bodies) {
      const answer = await ask('PATCH', `${tokensPath}/${id}`, { raw, ifMatch: '*' });
      if (answer.status !== 400) accepted.push(`${String(answer.status)} ${raw}`);
    }
    expect(accepted).toEqual([]);
    expect(await get(id)).toEqual(before);
  });

  it('negative control: the same sender with a body that says something changes it', async () => {
    const { id } = await makeToken();
    await done('PATCH', `${tokensPath}/${id}`, { raw: '{"displayName":"first","displayName":"last"}', ifMatch: '*' });
    expect(await get(id)).toMatchObject({ displayName: 'last', version: 2 });
  });

  it.each([
    ['POST', `${tokensPath}/{id}/rotate`, { overlapSeconds: '1' }],
    ['POST', `${tokensPath}/{id}/rotate`, { overlapSeconds: 2_592_001 }],
    ['POST', `${tokensPath}/{id}/rotate`, { overlapSeconds: null }],
    ['POST', `${tokensPath}/{id}/rotate`, { secret: 'clv' }],
    ['POST', `${tokensPath}/{id}/suspend`, {}],
    ['POST', `${tokensPath}/{id}/suspend`, { reason: '  ' }],
    ['POST', `${tokensPath}/{id}/suspend`, { reason: 'x', by: 'ada' }],
    ['POST', '/api/clavis/v1/leaks', {}],
    ['POST', '/api/clavis/v1/leaks', { secret: 1 }],
    ['POST', '/api/clavis/v1/leaks', { secret: 'x', suspend: 'ada' }],
    ['PATCH', '/api/clavis/v1/settings', { tokens: { defaultRole: 'member' } }],
    ['PATCH', '/api/clavis/v1/settings', { tokens: { neverExpiresAllowed: null } }],
    ['PATCH', '/api/clavis/v1/settings', { tokens: { validitySecondsMax: 59 } }],
    ['PATCH', '/api/clavis/v1/settings', { tokens: { unknown: 1 } }],
    ['PATCH', '/api/clavis/v1/settings', { 'tokens.default_role': 'admin' }],
    ['PATCH', '/api/clavis/v1/settings', { tokens: null }],
  ] as const)('%s %s with %j is a 400 with the field', async (method, path, body) => {
    const { id } = await makeToken();
    const answer = await ask(method, path.replace('{id}', id), { body });
    expect([answer.status, answer.text]).toEqual([400, expect.any(String)]);
    expect(await get(id)).toMatchObject({ version: 1, state: 'active' });
  });
});

describe('changes at the same moment', () => {
  it('a suspension is never undone by a change beside it, and no change is lost: 100 races', async () => {
    const lost: string[] = [];
    for (let at = 0; at < 100; at += 1) {
      const token = await makeToken();
      const url = `${tokensPath}/${token.id}`;
      const [suspended, changed] = await Promise.all([
        ask('POST', `${url}/suspend`, { body: { reason: 'race' } }),
        ask('PATCH', url, { body: { description: 'changed', scopes: { readOnly: true } }, ifMatch: '"1"' }),
      ]);
      const now = await get(token.id);
      const changeHeld = now.attributes.description === 'changed' && now.version === 3;
      const isRight = changed.status === 200 ? changeHeld : changed.status === 412 && now.version === 2;
      if (suspended.status !== 200 || now.state !== 'suspended' || !isRight) lost.push(JSON.stringify([changed, now]));
      if ((await whoAmI(token.secret)) !== 401) lost.push('let in after its suspension was answered');
    }
    expect(lost).toEqual([]);
  }, 60_000);

  it('of changes that replace the same version one is made, of changes that add all are', async () => {
    const { id } = await makeToken();
    const replaced = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        ask('PATCH', `${tokensPath}/${id}`, { body: { description: String(at) }, ifMatch: '"1"' }),
      ),
    );
    expect(replaced.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
    const personas = await Promise.all(Array.from({ length: 6 }, () => stage.scene.addPersona(stage.boss, newGuid())));
    const added = await Promise.all(
      personas.map(({ qualifiedName }) =>
        ask('PATCH', `${tokensPath}/${id}`, { body: { addPersonas: [qualifiedName] } }),
      ),
    );
    expect(added.map(({ status }) => status)).toEqual(personas.map(() => 200));
    expect((await get(id)).attributes.personas).toHaveLength(personas.length);
  });
});
