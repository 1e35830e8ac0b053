import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import { fixedClock, newGuid } from '../../foundation/index.ts';
import { createBench, type Bench } from '../testing/create-bench.ts';
import { getCredential } from './get-credential.ts';
import { listCredentials } from './list-credentials.ts';
import { archiveCredential, createCredential, updateCredential } from './save-credential.ts';
import { testCredential } from './test-credential.ts';

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
      body: { ...rest, id: guid, host: 'new.example.com' },
    });
    expect(updated).toMatchObject({ id: guid, host: 'new.example.com', version: '2' });
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
    expect(strange).toMatchObject({ message: 'this server cannot test credentials of `atlan-connectors-oracle`' });
    expect(await testCredential(bench.deps, bench.admin, { connectorType: 'event' })).toMatchObject({
      message: 'successful',
    });
  });

  it('keeps one that does not work from being stored when asked to', async () => {
    const attempt = createCredential(bench.deps, bench.admin, { body: { ...body, username: 'wrong' }, isTested: true });
    await expect(attempt).rejects.toMatchObject({ code: 'field_invalid' });
  });
});
