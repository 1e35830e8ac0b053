import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSmallWorkspace, type SmallWorkspace, type TestToken } from '../../../test/support/small-workspace.ts';
import { createLogger, newGuid } from '../../foundation/index.ts';
import { authenticateBearer, createIdentity, type Identity, type Principal } from '../../identity/index.ts';
import { sql } from '../../postgres/index.ts';
import { amendApiToken } from './amend-api-token.ts';
import { purgeApiToken } from './purge-api-token.ts';
import { rotateApiToken } from './rotate-api-token.ts';
import { suspendApiToken } from './suspend-api-token.ts';
import { listApiTokenSecrets, retireApiTokenSecret } from './token-secrets.ts';

let workspace: SmallWorkspace;
let identity: Identity;
let admin: Principal;
let adminToken: TestToken;

beforeAll(async () => {
  workspace = await createSmallWorkspace();
  const log = createLogger({ level: 'error', destination: { write: () => undefined } });
  identity = createIdentity({ ...workspace, log });
  admin = await workspace.addUser('boss', 'admin');
  await workspace.addUser('keeper', 'member');
  adminToken = await workspace.addToken('power', 'admin');
});
afterAll(() => workspace.close());

const statusOf = async (secret: string) => (await authenticateBearer(identity, secret)).status;
const rotate = (
  by: Principal,
  { record }: TestToken,
  more: { overlapSeconds?: number; presentedSecretId?: string } = {},
) => rotateApiToken(workspace, by, { id: record.id, presentedSecretId: null, ...more });
const secretsOf = ({ record }: TestToken) => listApiTokenSecrets(workspace, admin, record.id);
const statesOf = async (token: TestToken) => (await secretsOf(token)).map(({ state }) => state);

/** Uses a secret, and waits until that is noted. */
async function use(secret: string): Promise<string> {
  const status = await statusOf(secret);
  await identity.marks?.flush();
  return status;
}

async function allowSelf(token: TestToken): Promise<void> {
  const amendment = { mayRotateItself: true };
  await amendApiToken(workspace, admin, { id: token.record.id, expected: 'any', amendment });
}

function secondsUntil(at: Date | undefined): number {
  return ((at?.getTime() ?? 0) - Date.now()) / 1000;
}

describe('rotating a token', () => {
  test('gives a second secret for the same actor, and the first works on until its deadline', async () => {
    const token = await workspace.addToken('etl', 'read');
    const rotated = await rotate(admin, token, { overlapSeconds: 3600 });
    expect(await statusOf(token.secret)).toBe('valid');
    expect(await authenticateBearer(identity, rotated.text)).toMatchObject({
      status: 'valid',
      principal: { actorId: token.record.actorId, role: 'read', tokenId: token.record.id },
    });
    expect(Math.abs(secondsUntil(rotated.predecessor?.retiresAt) - 3600)).toBeLessThan(30);
    expect(await statesOf(token)).toEqual(['live', 'retiring']);
    expect(rotated.token).toEqual(token.record);
  });

  test('is recorded without any secret', async () => {
    const token = await workspace.addToken('etl', 'none');
    const { text, secretId } = await rotate(admin, token);
    const records = await workspace.db
      .selectFrom('audit_record')
      .selectAll()
      .where('object_id', '=', token.record.id)
      .where('action', '=', 'api-token.rotate')
      .execute();
    expect(records).toHaveLength(1);
    expect(JSON.stringify(records)).toContain(secretId);
    expect(JSON.stringify(records)).not.toContain(text);
  });

  test('ends the first secret ten minutes after the second is first used', async () => {
    const token = await workspace.addToken('etl', 'none');
    const { text } = await rotate(admin, token);
    expect(await use(text)).toBe('valid');
    const [, first] = await secretsOf(token);
    expect(Math.abs(secondsUntil(first?.retiresAt ?? undefined) - 600)).toBeLessThan(30);
    expect(await statusOf(token.secret)).toBe('valid');
    await sql`UPDATE secret SET retires_at = now() WHERE id = ${first?.id}`.execute(workspace.db);
    expect(await statusOf(token.secret)).toBe('retired');
    expect(await statusOf(text)).toBe('valid');
  });

  test('without overlap ends the first at once', async () => {
    const token = await workspace.addToken('leaked', 'none');
    const { text } = await rotate(admin, token, { overlapSeconds: 0 });
    expect(await statusOf(token.secret)).toBe('retired');
    expect(await statusOf(text)).toBe('valid');
    expect(await statesOf(token)).toEqual(['live', 'retired']);
  });

  test('again before the second is used replaces it, and puts no deadline off', async () => {
    const token = await workspace.addToken('etl', 'none');
    const lost = await rotate(admin, token, { overlapSeconds: 600 });
    const found = await rotate(admin, token, { overlapSeconds: 86_400 });
    expect(await statusOf(lost.text)).toBe('retired');
    expect(await statusOf(found.text)).toBe('valid');
    expect(await statusOf(token.secret)).toBe('valid');
    expect(found.predecessor).toEqual(lost.predecessor);
  });

  test('again after the second is used ends the first at once', async () => {
    const token = await workspace.addToken('etl', 'none');
    const second = await rotate(admin, token);
    await use(second.text);
    const third = await rotate(admin, token);
    expect(await statusOf(token.secret)).toBe('retired');
    expect(await statusOf(second.text)).toBe('valid');
    expect(await statusOf(third.text)).toBe('valid');
    expect(third.predecessor?.id).toBe(second.secretId);
  });

  test('a second secret that rotates is in use, though nobody has noted that yet', async () => {
    const token = await workspace.addToken('etl', 'none');
    const second = await rotate(admin, token);
    const third = await rotate(admin, token, { presentedSecretId: second.secretId });
    expect(await statusOf(second.text)).toBe('valid');
    expect(await statusOf(third.text)).toBe('valid');
    expect(await statusOf(token.secret)).toBe('retired');
  });

  test('a token whose secrets have all ended gets one again', async () => {
    const token = await workspace.addToken('etl', 'none');
    const [only] = await secretsOf(token);
    await retireApiTokenSecret(workspace, admin, { id: token.record.id, secretId: only?.id ?? '' });
    expect(await statusOf(token.secret)).toBe('retired');
    const rotated = await rotate(admin, token);
    expect(rotated.predecessor).toBeNull();
    expect(await statusOf(rotated.text)).toBe('valid');
  });

  test.each([-1, 1.5, 2_592_001, NaN])('an overlap of %d seconds is refused', async (overlapSeconds) => {
    const token = await workspace.addToken('etl', 'none');
    await expect(rotate(admin, token, { overlapSeconds })).rejects.toMatchObject({
      code: 'field_invalid',
      details: [{ path: 'overlapSeconds' }],
    });
    expect(await statesOf(token)).toEqual(['live']);
  });

  test('an expired token is not brought back: it has no use for a secret', async () => {
    const token = await workspace.addToken('old', 'none');
    await sql`UPDATE api_token SET validity_seconds = 1, expires_at = now() WHERE id = ${token.record.id}`.execute(
      workspace.db,
    );
    await expect(rotate(admin, token)).rejects.toMatchObject({ code: 'state_conflict' });
  });

  test('a suspended token may be given a new secret, which works once it is resumed', async () => {
    const token = await workspace.addToken('leaked', 'none');
    await suspendApiToken(workspace, admin, { id: token.record.id, reason: 'leaked' });
    const { text } = await rotate(admin, token, { overlapSeconds: 0 });
    expect(await statusOf(text)).toBe('disabled');
  });

  test('an unknown token is not made by rotating it', async () => {
    const input = { id: newGuid(), presentedSecretId: null };
    await expect(rotateApiToken(workspace, admin, input)).rejects.toMatchObject({ code: 'record_not_found' });
    const token = await workspace.addToken('gone', 'none');
    await purgeApiToken(workspace, admin, token.record.id);
    await expect(rotate(admin, token)).rejects.toMatchObject({ code: 'record_not_found' });
  });
});

describe('who may rotate a token', () => {
  const refused = { code: 'permission_denied' };

  test('the token itself only where it was given that right, with time to ask again', async () => {
    const token = await workspace.addToken('etl', 'none');
    await expect(rotate(token.principal, token)).rejects.toThrow('only where `mayRotateItself` is set');
    await allowSelf(token);
    await expect(rotate(token.principal, token, { overlapSeconds: 59 })).rejects.toMatchObject({
      code: 'field_invalid',
      message: expect.stringContaining('so that a lost answer can be asked for again'),
    });
    expect(await statusOf((await rotate(token.principal, token, { overlapSeconds: 60 })).text)).toBe('valid');
  });

  test('not a token that was suspended or has expired since its request began', async () => {
    const token = await workspace.addToken('etl', 'none');
    await allowSelf(token);
    await suspendApiToken(workspace, admin, { id: token.record.id, reason: 'leaked' });
    await expect(rotate(token.principal, token)).rejects.toMatchObject(refused);
    const late = await workspace.addToken('late', 'none');
    await allowSelf(late);
    await sql`UPDATE api_token SET validity_seconds = 1, expires_at = now() WHERE id = ${late.record.id}`.execute(
      workspace.db,
    );
    await expect(rotate(late.principal, late)).rejects.toMatchObject(refused);
  });

  test.each(['default', 'read', 'none'] as const)('no other token of role %s', async (role) => {
    const { principal } = await workspace.addToken('other', role);
    await expect(rotate(principal, await workspace.addToken('etl', 'none'))).rejects.toMatchObject(refused);
  });

  test('an admin’s token rotates one that holds nothing more than itself', async () => {
    const plain = await workspace.addToken('plain', 'default');
    expect(await statusOf((await rotate(adminToken.principal, plain)).text)).toBe('valid');
  });

  test('an admin’s token does not take the secret of one that sees more; a person with the role admin may', async () => {
    const connection = 'default/glue/77';
    await workspace.saveConnection({ qualifiedName: connection, adminUsers: ['keeper'] });
    const persona = await workspace.savePersona({ name: 'Finance' });
    await workspace.savePolicy({ personaGuid: persona.guid, resources: [`entity:${connection}`] });
    const linked = await workspace.addToken('linked', 'none');
    await workspace.linkToken(persona.guid, linked);
    await expect(rotate(adminToken.principal, linked)).rejects.toMatchObject(refused);
    // Neither while it is asleep, to be woken afterwards.
    await suspendApiToken(workspace, adminToken.principal, { id: linked.record.id, reason: 'x' });
    await expect(rotate(adminToken.principal, linked)).rejects.toMatchObject(refused);
    await rotate(admin, linked);

    const administers = await workspace.addToken('administers', 'none');
    const usernames = [administers.record.username];
    await workspace.saveConnection({ qualifiedName: 'default/glue/78', adminUsers: usernames });
    await expect(rotate(adminToken.principal, administers)).rejects.toMatchObject(refused);
  });

  test('an admin’s token does not take the secret of one that keeps something of its own', async () => {
    const token = await workspace.addToken('collector', 'default');
    const now = Date.now();
    const qualifiedName = `default/collection/${token.record.username}/c1`;
    await workspace.db
      .insertInto('asset')
      .values({
        ...{ guid: newGuid(), type_name: 'Collection', qualified_name: qualifiedName, name: 'c' },
        ...{ created_by: token.record.username, updated_by: token.record.username },
        ...{ create_time: now, update_time: now, connection_qualified_name: null, delete_handler: null },
      })
      .execute();
    await expect(rotate(adminToken.principal, token)).rejects.toMatchObject(refused);
  });

  test('a token under a ceiling does not take the secret of one without', async () => {
    const scoped = await workspace.addToken('scoped', 'admin');
    const amendment = { scopes: { actions: ['token.manage', 'token.read'] } };
    await amendApiToken(workspace, admin, { id: scoped.record.id, expected: 'any', amendment });
    const target = await workspace.addToken('free', 'none');
    await expect(rotate(scoped.principal, target)).rejects.toMatchObject(refused);
    await amendApiToken(workspace, admin, { id: target.record.id, expected: 'any', amendment });
    await rotate(scoped.principal, target);
  });
});

describe('the secrets of a token', () => {
  test('are told by public ids that open nothing, with their last use', async () => {
    const token = await workspace.addToken('etl', 'none');
    const { text } = await rotate(admin, token);
    await authenticateBearer(identity, text, { address: '192.0.2.7', client: 'job/1' });
    await identity.marks?.flush();
    const secrets = await secretsOf(token);
    expect(secrets).toMatchObject([
      { state: 'live', lastUsedNetwork: '192.0.2.7', lastUsedClient: 'job/1', useCount: 1, retiresAt: null },
      { state: 'retiring', lastUsedAt: null, useCount: 0 },
    ]);
    expect(JSON.stringify(secrets)).not.toContain(text);
    for (const { id } of secrets) expect(await statusOf(id)).toBe('damaged');
  });

  test('end one by one; ending one twice is done once', async () => {
    const token = await workspace.addToken('etl', 'none');
    const { secretId, text } = await rotate(admin, token);
    const reference = { id: token.record.id, secretId: secretId.toUpperCase() };
    expect((await retireApiTokenSecret(workspace, admin, reference)).map(({ state }) => state)).toEqual([
      'retired',
      'retiring',
    ]);
    expect(await statusOf(text)).toBe('retired');
    const before = await secretsOf(token);
    expect(await retireApiTokenSecret(workspace, admin, reference)).toEqual(before);
    const { rows } = await sql`
      SELECT FROM audit_record WHERE object_id = ${token.record.id} AND action = 'api-token.retire-secret'`.execute(
      workspace.db,
    );
    expect(rows).toHaveLength(1);
  });

  test('of one token are not those of another', async () => {
    const [one, other] = [await workspace.addToken('one', 'none'), await workspace.addToken('other', 'none')];
    const [foreign] = await secretsOf(other);
    for (const secretId of [foreign?.id ?? '', newGuid(), 'no guid', "'; --"]) {
      await expect(retireApiTokenSecret(workspace, admin, { id: one.record.id, secretId })).rejects.toMatchObject({
        code: 'record_not_found',
      });
    }
    expect(await statusOf(other.secret)).toBe('valid');
  });

  test('are listed to who may read tokens, ended by who may rotate', async () => {
    const token = await workspace.addToken('etl', 'none');
    const [only] = await secretsOf(token);
    const reference = { id: token.record.id, secretId: only?.id ?? '' };
    const reader = (await workspace.addToken('reader', 'default')).principal;
    expect(await listApiTokenSecrets(workspace, reader, token.record.id)).toHaveLength(1);
    const refused = { code: 'permission_denied' };
    await expect(retireApiTokenSecret(workspace, reader, reference)).rejects.toMatchObject(refused);
    await expect(retireApiTokenSecret(workspace, token.principal, reference)).rejects.toMatchObject(refused);
    await expect(listApiTokenSecrets(workspace, token.principal, token.record.id)).rejects.toMatchObject(refused);
  });
});
