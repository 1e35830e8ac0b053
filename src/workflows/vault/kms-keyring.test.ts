import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  startAnsweringServer,
  type Answer,
  type AnsweringServer,
  type SeenRequest,
} from '../../../test/support/answering-server.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { CatalogError, createLogger, isJsonObject } from '../../foundation/index.ts';
import { createVault } from '../vault.ts';
import { createKmsClient, regionOfKmsKey, type KmsClient } from './kms-client.ts';
import { KmsKeyring, type KmsKeyringDeps } from './kms-keyring.ts';
import { openKeyring } from './open-keyring.ts';

const kmsKey = 'arn:aws:kms:eu-central-1:111122223333:alias/clavis';

/** A KMS of its own: keys that never leave it wrap those it makes. One that is disabled refuses. */
function createKms(): KmsClient & { readonly disabled: Set<string>; readonly calls: string[] } {
  const vault = createVault({ key: randomBytes(32) });
  const disabled = new Set<string>();
  const calls: string[] = [];
  const call = (action: string, arn: string): void => {
    calls.push(action);
    if (disabled.has(arn))
      throw new CatalogError('store_unavailable', `AWS KMS refused ${action} with the key \`${arn}\``);
  };
  return {
    disabled,
    calls,
    generateDataKey: async (arn) => {
      await Promise.resolve(call('GenerateDataKey', arn));
      const plain = randomBytes(32);
      return { plain, wrapped: Buffer.from(vault.seal(arn, { key: plain.toString('base64') }).sealed) };
    },
    decrypt: async (arn, sealed) => {
      await Promise.resolve(call('Decrypt', arn));
      const opened = vault.open(arn, { sealed, keyId: vault.keyring.keys()[0].id });
      return Buffer.from(isJsonObject(opened) ? String(opened.key) : '', 'base64');
    },
  };
}

describe('wrapping keys from AWS KMS', () => {
  let database: TestDatabase;
  const logged: string[] = [];
  const log = createLogger({ level: 'warn', destination: { write: (line) => logged.push(line) } });
  const started: KmsKeyring[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    started.splice(0).forEach((keyring) => keyring.stop());
    await database.db.deleteFrom('vault_key').execute();
  });
  afterAll(() => database.close());

  async function node(kms: KmsClient, options: Partial<KmsKeyringDeps> = {}): Promise<KmsKeyring> {
    const keyring = new KmsKeyring({ db: database.db, log, kms, kmsKey, lookMs: 20, ...options });
    started.push(keyring);
    await keyring.start();
    return keyring;
  }

  it('are made once, by whichever node is first, and lie in the database only as KMS encrypted them', async () => {
    const kms = createKms();
    const nodes = await Promise.all([node(kms), node(kms), node(kms)]);
    const ids = nodes.map((keyring) => keyring.keys()[0].id);
    expect(new Set(ids).size).toBe(1);
    expect(kms.calls.filter((action) => action === 'GenerateDataKey')).toHaveLength(1);
    const [row] = await database.db.selectFrom('vault_key').selectAll().execute();
    expect(row).toMatchObject({ id: ids[0], kms_key: kmsKey });
    expect(row?.wrapped.includes(nodes[0]?.keys()[0].bytes ?? '')).toBe(false);
  });

  it('are announced before they wrap, reach every node, and KMS is asked for none twice', async () => {
    const kms = createKms();
    const [here, there] = [await node(kms), await node(kms)];
    const former = here.keys()[0].id;
    const { keyId, at } = await here.rotate();
    expect(at.getTime()).toBeGreaterThan(Date.now() + 50_000);
    expect(here.keys()[0].id).toBe(former);
    await eventually('the other node has it', () => (there.keys().some(({ id }) => id === keyId) ? true : null));
    const sealed = createVault({ keyring: here }).seal('g', { password: 'p' });
    const hasty = createVault({ keyring: await node(kms, { announcedSeconds: 0 }) });
    const renewed = hasty.rewrap('g', sealed);
    expect(renewed.keyId).toBe(keyId);
    expect(createVault({ keyring: there }).open('g', renewed)).toEqual({ password: 'p' });
    const asked = kms.calls.length;
    await here.refresh();
    expect(kms.calls).toHaveLength(asked);
  });

  it('of another KMS key go on opening; one that KMS refuses is told and passed over', async () => {
    const kms = createKms();
    const sealed = createVault({ keyring: await node(kms) }).seal('g', { password: 'p' });
    const next = 'arn:aws:kms:eu-west-1:111122223333:key/next';
    const renewed = createVault({ keyring: await node(kms, { kmsKey: next, announcedSeconds: 0 }) });
    expect(renewed.open('g', sealed)).toEqual({ password: 'p' });
    expect(renewed.seal('g', {}).keyId).not.toBe(sealed.keyId);
    kms.disabled.add(kmsKey);
    const late = await node(kms, { kmsKey: next, announcedSeconds: 0 });
    expect(late.problem).toContain(sealed.keyId);
    expect(() => createVault({ keyring: late }).open('g', sealed)).toThrow(
      `vault key \`${sealed.keyId}\`, which is not here`,
    );
    // Without any key that wraps there is no server.
    kms.disabled.add(next);
    await expect(node(kms, { kmsKey: next })).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it('that somebody exchanged in the database are refused', async () => {
    const kms = createKms();
    const first = await node(kms, { announcedSeconds: 0 });
    await first.rotate();
    const [one, two] = await database.db.selectFrom('vault_key').selectAll().orderBy('created_at').execute();
    await database.db
      .updateTable('vault_key')
      .set({ wrapped: two?.wrapped ?? Buffer.alloc(0) })
      .where('id', '=', one?.id ?? '')
      .execute();
    const late = await node(kms, { announcedSeconds: 0 });
    expect(late.problem).toContain(`the row of vault key \`${one?.id ?? ''}\` holds another key`);
    expect(late.keys().map(({ id }) => id)).toEqual([two?.id]);
  });

  it('take over from a file, whose keys go on opening', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vault-'));
    const keyFile = join(folder, 'vault.key');
    const sealed = createVault({ keyFile }).seal('g', { password: 'p' });
    const keyText = randomBytes(32).toString('base64');
    const sources = { db: database.db, log, keyFile, keyText };
    const keyring = await openKeyring({ ...sources, kms: { kmsKey, client: createKms() } });
    const vault = createVault({ keyring });
    expect(keyring.keys().map(({ source }) => source)).toEqual(['kms', 'environment', 'file']);
    expect(vault.open('g', vault.rewrap('g', sealed))).toEqual({ password: 'p' });
    keyring.stop();
    const inEnvironment = await openKeyring({ ...sources, kms: null });
    await expect(inEnvironment.rotate()).rejects.toThrow('the vault keys are in the environment');
    await expect(openKeyring({ ...sources, keyText: 'nonsense', kms: null })).rejects.toThrow(
      'in the environment must',
    );
    await rm(folder, { recursive: true });
  });
});

describe('the client of AWS KMS', () => {
  const keys = () => Promise.resolve({ accessKeyId: 'EXAMPLE', secretAccessKey: 'hidden' });
  let server: AnsweringServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function clientOf(answer: (request: SeenRequest) => Answer): Promise<KmsClient> {
    await server?.close();
    server = await startAnsweringServer(answer);
    return createKmsClient({ endpoint: server.url, keys });
  }

  it('takes ARNs of keys and aliases only', async () => {
    expect(regionOfKmsKey(kmsKey)).toBe('eu-central-1');
    expect(regionOfKmsKey('arn:aws-cn:kms:cn-north-1:111122223333:key/0')).toBe('cn-north-1');
    for (const text of ['alias/clavis', 'arn:aws:s3:::bucket', 'arn:aws:kms:evil.example.com/:111122223333:key/0']) {
      expect(regionOfKmsKey(text)).toBeNull();
    }
    const client = createKmsClient({ endpoint: null, keys });
    await expect(client.decrypt('alias/clavis', Buffer.alloc(1))).rejects.toMatchObject({ code: 'state_conflict' });
  });

  it('asks the endpoint of the setting, signed for the region of the key, for what was made for the vault alone', async () => {
    const bytes = randomBytes(32);
    const client = await clientOf((request) => ({
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body:
        request.headers['x-amz-target'] === 'TrentService.Decrypt'
          ? { Plaintext: bytes.toString('base64') }
          : { Plaintext: bytes.toString('base64'), CiphertextBlob: Buffer.from('wrapped').toString('base64') },
    }));
    expect(await client.generateDataKey(kmsKey)).toEqual({ plain: bytes, wrapped: Buffer.from('wrapped') });
    expect(await client.decrypt(kmsKey, Buffer.from('wrapped'))).toEqual(bytes);
    const EncryptionContext = { application: 'clavis', purpose: 'vault' };
    expect(server?.seen.map(({ headers, body }) => ({ target: headers['x-amz-target'], body }))).toEqual([
      { target: 'TrentService.GenerateDataKey', body: { KeyId: kmsKey, KeySpec: 'AES_256', EncryptionContext } },
      {
        target: 'TrentService.Decrypt',
        body: { KeyId: kmsKey, CiphertextBlob: Buffer.from('wrapped').toString('base64'), EncryptionContext },
      },
    ]);
    for (const { headers } of server?.seen ?? [])
      expect(headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=EXAMPLE\/\d{8}\/eu-central-1\/kms\/aws4_request/,
      );
  });

  it('says which key was refused and why, in the words of KMS', async () => {
    const client = await clientOf(() => ({
      status: 400,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: { __type: 'com.amazonaws.kms#DisabledException', message: 'the key is disabled' },
    }));
    const attempt = client.decrypt(kmsKey, Buffer.from('wrapped'));
    await expect(attempt).rejects.toMatchObject({
      code: 'store_unavailable',
      message: `AWS KMS refused Decrypt with the key \`${kmsKey}\`: DisabledException: the key is disabled`,
    });
  });

  it('repeats nothing of an answer that is none of KMS, and none of its own secrets', async () => {
    const client = await clientOf(() => ({
      status: 403,
      headers: { 'content-type': 'text/html' },
      body: '<p>inside</p>',
    }));
    const strange = await client.generateDataKey(kmsKey).catch((error: unknown) => error);
    expect(strange).toMatchObject({ code: 'store_unavailable' });
    expect(String(strange)).not.toContain('inside');
    const without = await clientOf(() => ({ body: {} }));
    await expect(without.generateDataKey(kmsKey)).rejects.toThrow('AWS KMS answered without `Plaintext`');
    const unreachable = createKmsClient({ endpoint: 'http://127.0.0.1:1', keys });
    const attempt = unreachable.generateDataKey(kmsKey);
    await expect(attempt).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(attempt).rejects.toThrow(`AWS KMS refused GenerateDataKey with the key \`${kmsKey}\``);
    await expect(attempt).rejects.not.toThrow('hidden');
  });
});
