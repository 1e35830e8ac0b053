import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import { fixedClock, newGuid } from '../../foundation/index.ts';
import { createBench, type Bench } from '../testing/create-bench.ts';
import { getCredential } from './get-credential.ts';
import { listCredentials } from './list-credentials.ts';
import { archiveCredential, createCredential, updateCredential } from './save-credential.ts';
import { testCredential } from './test-credential.ts';
import { useCredential } from './use-credential.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await createBench(await createTestDatabase(), fixedClock());
});
afterAll(async () => bench.close());

const body = {
  ...{
    name: 'default-count-1-0',
    host: 'db.example.com',
    port: '5439',
    authType: 'basic',
    username: 'right',
    password: 'hidden',
  },
  ...{ connectorConfigName: 'test-connectors-count', connectorType: 'jdbc' },
};

describe('a stored credential', () => {
  it('answers what was sent, in the types of the wire, and never a secret', async () => {
    const created = await createCredential(bench.deps, bench.admin, { body, isTested: true });
    expect(created).toMatchObject({
      ...{
        name: 'default-count-1-0',
        host: 'db.example.com',
        port: 5439,
        username: 'right',
        version: '1',
        isActive: true,
      },
      ...{
        createdAt: 1767225600000,
        updatedAt: 1767225600000,
        extra: null,
        level: null,
        metadata: null,
        createdBy: 'ada',
      },
    });
    expect(JSON.stringify(created)).not.toContain('hidden');
    expect(await getCredential(bench.deps, bench.admin, String(created.id))).toEqual(created);
  });

  it('shows of `extra` only what is no secret', async () => {
    const sent = {
      ...body,
      extra: { region: 'eu', ssl: false, clientSecret: 'hidden', private_key_password: 'hidden' },
    };
    const { extra } = await createCredential(bench.deps, bench.admin, { body: sent, isTested: false });
    expect(extra).toEqual({ region: 'eu', ssl: false });
  });

  it('keeps its secrets when an update brings none, and works on with them', async () => {
    const { id } = await createCredential(bench.deps, bench.admin, { body, isTested: false });
    const guid = String(id);
    const { password: _, ...rest } = body;
    const updated = await updateCredential(bench.deps, bench.admin, {
      guid,
      body: { ...rest, id: guid, port: 5439, username: 'left' },
    });
    expect(updated).toMatchObject({ id: guid, username: 'left', version: '2' });
    const row = await bench.deps.db
      .selectFrom('credential')
      .selectAll()
      .where('id', '=', guid)
      .executeTakeFirstOrThrow();
    expect(bench.deps.vault.open(guid, { sealed: row.sealed, keyId: row.key_id })).toMatchObject({
      password: 'hidden',
    });
  });

  it('is found by equal fields; an unknown field is refused', async () => {
    await createCredential(bench.deps, bench.admin, { body: { ...body, connectorType: 'rest' }, isTested: false });
    const page = await listCredentials(bench.deps, bench.admin, { filter: { connectorType: 'rest', isActive: true } });
    expect(page.records).toHaveLength(1);
    expect(page.totalRecord).toBeGreaterThan(page.filterRecord);
    for (const filter of [{ invalidKey: 'x' }, { connector_type: 'jdbc' }]) {
      await expect(listCredentials(bench.deps, bench.admin, { filter })).rejects.toMatchObject({
        code: 'filter_invalid',
      });
    }
  });

  it('tells of every unknown field of a filter at once, and takes each field that it answers', async () => {
    const created = await createCredential(bench.deps, bench.admin, { body, isTested: false });
    const unknown = listCredentials(bench.deps, bench.admin, {
      filter: { invalidKey: 1, connector_type: 2, name: {} },
    });
    await expect(unknown).rejects.toMatchObject({
      code: 'filter_invalid',
      details: [{ path: 'invalidKey' }, { path: 'connector_type' }, { path: 'name' }],
    });
    const scalars = Object.entries(created).filter(([, value]) => typeof value !== 'object');
    const page = await listCredentials(bench.deps, bench.admin, { filter: Object.fromEntries(scalars) });
    expect(page.records).toEqual([created]);
  });

  it('shows nothing of an entry of `extra` that holds a secret further in, or a private key by its look', async () => {
    const extra = {
      auth: { user: 'u', password: 'hidden' },
      list: [{ apiKey: 'hidden' }],
      note: '-----BEGIN RSA PRIVATE KEY-----\nhidden',
      plain: { region: 'eu', sizes: [1, 2] },
    };
    const sent = { body: { ...body, extra }, isTested: false };
    const created = await createCredential(bench.deps, bench.admin, sent);
    expect(created.extra).toEqual({ plain: { region: 'eu', sizes: [1, 2] } });
  });

  it('goes elsewhere only with its secrets sent anew, whether it is updated or tested', async () => {
    const extra = { region: 'eu', clientSecret: 'hidden too', empty_token: '' };
    const { id } = await createCredential(bench.deps, bench.admin, { body: { ...body, extra }, isTested: false });
    const guid = String(id);
    const { password: _, ...rest } = body;
    const seen = { ...rest, id: guid, extra: { region: 'eu' } };
    const moves: Record<string, object> = {
      host: { host: 'evil.example.com' },
      port: { port: '1' },
      connectorConfigName: { connectorConfigName: 'other' },
      'extra.region': { extra: { region: 'us' } },
      'extra.endpoint': { extra: { region: 'eu', endpoint: 'https://evil.example.com' } },
      // What is called like a secret may say where the others go.
      'extra.token_url': { extra: { region: 'eu', token_url: 'https://evil.example.com' } },
    };
    for (const [changed, move] of Object.entries(moves)) {
      for (const password of [{}, { password: '' }, { password: null }]) {
        const sent = { ...seen, ...move, ...password };
        const refusal = {
          code: 'field_invalid',
          details: ['password', 'extra.clientSecret'].map((secret) => ({
            path: `credential.${secret}`,
            message: expect.stringContaining(`because \`${changed}\` changes`) as string,
          })),
        };
        await expect(updateCredential(bench.deps, bench.admin, { guid, body: sent })).rejects.toMatchObject(refusal);
        await expect(testCredential(bench.deps, bench.admin, sent)).rejects.toMatchObject(refusal);
      }
      const whole = { ...seen, ...move };
      const secrets = { password: 'new', extra: { ...whole.extra, clientSecret: 'new' } };
      expect(await testCredential(bench.deps, bench.admin, { ...whole, ...secrets })).toMatchObject({ info: {} });
    }
    // As answered and sent back: nothing changes, and nothing is asked for.
    expect(await testCredential(bench.deps, bench.admin, seen)).toMatchObject({ message: 'successful' });
  });

  it('that two clients change at once loses the change of neither', async () => {
    const { id } = await createCredential(bench.deps, bench.admin, { body, isTested: false });
    const guid = String(id);
    const changes = [{ password: 'changed' }, { username: 'changed' }, { description: 'changed' }];
    await Promise.all(changes.map((change) => updateCredential(bench.deps, bench.admin, { guid, body: change })));
    const row = await bench.deps.db
      .selectFrom('credential')
      .selectAll()
      .where('id', '=', guid)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ version: 4, username: 'changed', description: 'changed' });
    expect(bench.deps.vault.open(guid, { sealed: row.sealed, keyId: row.key_id })).toMatchObject({
      password: 'changed',
    });
  });

  it('is given to no client, not even its maker: 403 for who may know it, 404 otherwise', async () => {
    const { id } = await createCredential(bench.deps, bench.admin, { body, isTested: false });
    const other = await bench.createActor('service-account-otto', 'default');
    await expect(useCredential(bench.deps, bench.admin, String(id))).rejects.toMatchObject({
      code: 'permission_denied',
    });
    for (const guid of [String(id), newGuid()]) {
      await expect(useCredential(bench.deps, other, guid)).rejects.toMatchObject({
        code: 'record_not_found',
        message: `credential \`${guid}\` does not exist`,
      });
    }
    await expect(useCredential(bench.deps, bench.member, String(id))).rejects.toMatchObject({
      code: 'permission_denied',
    });
  });

  it('refuses what no text may hold, all at once and without repeating it', async () => {
    const bad = { ...body, name: 'a\u0000b', password: 'hid\u0000den', metadata: { a: ['\u0000'] }, port: 'hidden' };
    const attempt = createCredential(bench.deps, bench.admin, { body: bad, isTested: false });
    await expect(attempt).rejects.toMatchObject({
      code: 'field_invalid',
      details: ['name', 'password', 'metadata', 'port'].map((key) => ({ path: `credential.${key}` })),
    });
    await expect(attempt).rejects.not.toThrow(/hid/);
  });

  it('leaves a record of each change and test, without any of its secrets', async () => {
    const { id } = await createCredential(bench.deps, bench.admin, { body, isTested: true });
    const guid = String(id);
    await updateCredential(bench.deps, bench.admin, { guid, body: { password: 'hidden anew' } });
    await testCredential(bench.deps, bench.admin, { id: guid });
    await archiveCredential(bench.deps, bench.admin, guid);
    const records = await bench.deps.db
      .selectFrom('audit_record')
      .select(['action', 'detail'])
      .where('object_id', '=', guid)
      .orderBy('sequence')
      .execute();
    expect(records).toEqual([
      {
        action: 'credential.create',
        detail: { name: body.name, connector: 'test-connectors-count', tested: true },
      },
      {
        action: 'credential.update',
        detail: { name: body.name, connector: 'test-connectors-count', secretsSent: true },
      },
      { action: 'credential.test', detail: { connector: 'test-connectors-count', stored: true, works: true } },
      { action: 'credential.archive', detail: { name: body.name } },
    ]);
  });

  it('is gone with its secrets once archived', async () => {
    const { id } = await createCredential(bench.deps, bench.admin, { body, isTested: false });
    await archiveCredential(bench.deps, bench.admin, String(id));
    await expect(getCredential(bench.deps, bench.admin, String(id))).rejects.toMatchObject({
      code: 'record_not_found',
    });
  });

  it('is nobody’s business without `credential.manage`', async () => {
    await expect(listCredentials(bench.deps, bench.member, {})).rejects.toMatchObject({ code: 'permission_denied' });
    await expect(getCredential(bench.deps, bench.member, newGuid())).rejects.toMatchObject({
      code: 'permission_denied',
    });
    await expect(createCredential(bench.deps, bench.member, { body, isTested: false })).rejects.toMatchObject({
      code: 'permission_denied',
    });
  });
});

describe('testing a credential', () => {
  it('says `successful` or what is wrong', async () => {
    expect(await testCredential(bench.deps, bench.admin, body)).toMatchObject({
      code: 200,
      message: 'successful',
      error: null,
    });
    const wrong = await testCredential(bench.deps, bench.admin, { ...body, username: 'wrong' });
    expect(wrong).toMatchObject({ message: 'the username is not `right`' });
    const strange = await testCredential(bench.deps, bench.admin, {
      ...body,
      connectorConfigName: 'atlan-connectors-oracle',
    });
    expect(strange).toMatchObject({
      message:
        'this server cannot test credentials of `atlan-connectors-oracle`; it tests those of `test-connectors-count`. With `testCredential=false` it is kept untested',
    });
    expect(await testCredential(bench.deps, bench.admin, { connectorType: 'event' })).toMatchObject({
      message: 'successful',
    });
  });

  it('keeps one that does not work from being stored when asked to', async () => {
    const attempt = createCredential(bench.deps, bench.admin, { body: { ...body, username: 'wrong' }, isTested: true });
    await expect(attempt).rejects.toMatchObject({ code: 'field_invalid' });
  });
});
