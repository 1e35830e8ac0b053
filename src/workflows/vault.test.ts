import { createCipheriv, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newGuid, type JsonObject } from '../foundation/index.ts';
import { createVault, type SealedSecret } from './vault.ts';
import { parseKeys } from './vault/key-file.ts';
import { deriveKey, keyIdOf } from './vault/wrapping-key.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vault-'));
});
afterAll(async () => rm(folder, { recursive: true }));

/** What a release without envelopes wrote. */
function sealBare(key: Buffer, name: string, value: JsonObject): SealedSecret {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(key, 'seal'), nonce);
  cipher.setAAD(Buffer.from(name));
  const body = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
  return { sealed: Buffer.concat([nonce, body, cipher.getAuthTag()]), keyId: keyIdOf(key) };
}

const values = fc.dictionary(
  fc.string().filter((key) => key !== '__proto__'),
  fc.string(),
);

describe('the vault', () => {
  const vault = createVault({ key: randomBytes(32) });

  it('opens what it sealed, and never seals the same twice', () => {
    fc.assert(
      fc.property(fc.uuid(), values, (guid, value) => {
        const [one, two] = [vault.seal(guid, value), vault.seal(guid, value)];
        expect(vault.open(guid, one)).toEqual({ ...value });
        expect(one.sealed.equals(two.sealed)).toBe(false);
      }),
    );
  });

  it('opens nothing that was moved to another row, changed, or sealed with another key', () => {
    const guid = newGuid();
    const secret = vault.seal(guid, { password: 'p' });
    expect(() => vault.open(newGuid(), secret)).toThrow('cannot be opened');
    for (let index = 0; index < secret.sealed.length; index += 1) {
      const changed = Buffer.from(secret.sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => vault.open(guid, { ...secret, sealed: changed })).toThrow('cannot be opened');
    }
    expect(() => createVault({ key: randomBytes(32) }).open(guid, secret)).toThrow('which is not here');
  });

  it('opens no data key with the body of another row, and none that was cut short', () => {
    const [one, two] = [vault.seal('one', { password: 'p' }), vault.seal('two', { password: 'p' })];
    for (let at = 0; at <= one.sealed.length; at += 1) {
      const mixed = Buffer.concat([one.sealed.subarray(0, at), two.sealed.subarray(at)]);
      if (at < one.sealed.length) expect(() => vault.open('one', { ...one, sealed: mixed })).toThrow();
      if (at < one.sealed.length) {
        expect(() => vault.open('one', { ...one, sealed: one.sealed.subarray(0, at) })).toThrow('cannot be opened');
      }
    }
  });

  it('names the key that is lost, and those that are here', () => {
    const lost = createVault({ key: randomBytes(32) });
    const secret = lost.seal('g', {});
    expect(() => vault.open('g', secret)).toThrow(
      `the secret of \`g\` was sealed with vault key \`${secret.keyId}\`, which is not here; this node has \`${vault.seal('g', {}).keyId}\``,
    );
  });

  it('opens what a release without envelopes sealed, and puts it into one', () => {
    const key = randomBytes(32);
    const [old, renewed] = [createVault({ key }), createVault({ keys: [randomBytes(32), key] })];
    const bare = sealBare(key, 'g', { password: 'p' });
    expect(old.open('g', bare)).toEqual({ password: 'p' });
    for (const vault of [old, renewed]) {
      const rewrapped = vault.rewrap('g', bare);
      expect(vault.open('g', rewrapped)).toEqual({ password: 'p' });
      expect(rewrapped.sealed.subarray(0, 4).toString()).toBe('CVE1');
      expect(() => vault.rewrap('h', bare)).toThrow('cannot be opened');
    }
  });

  it('wraps anew without touching the body; the old key alone then opens it no longer', () => {
    fc.assert(
      fc.property(fc.uuid(), values, (name, value) => {
        const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
        const secret = createVault({ key: oldKey }).seal(name, value);
        const rewrapped = createVault({ keys: [newKey, oldKey] }).rewrap(name, secret);
        expect(rewrapped.sealed.subarray(64)).toEqual(secret.sealed.subarray(64));
        expect(createVault({ key: newKey }).open(name, rewrapped)).toEqual({ ...value });
        expect(() => createVault({ key: oldKey }).open(name, rewrapped)).toThrow('which is not here');
        // Also when somebody who stole the old key says that it is under that.
        expect(() => createVault({ key: oldKey }).open(name, { ...rewrapped, keyId: secret.keyId })).toThrow();
      }),
      { numRuns: 50 },
    );
  });

  it('for another purpose has keys of its own under the same ids, which follow a rotation', async () => {
    const keyFile = join(folder, 'derived.key');
    const own = createVault({ keyFile });
    const [sso, oauth] = [own.derive('single-sign-on'), own.derive('oauth')];
    const secret = sso.seal('g', { clientSecret: 'p' });
    expect(secret.keyId).toBe(own.seal('g', {}).keyId);
    expect(() => oauth.open('g', secret)).toThrow('cannot be opened');
    expect(() => own.open('g', secret)).toThrow('cannot be opened');
    const byOlderRelease = createVault({ keys: own.deriveKeys('single-sign-on') }).seal('g', { clientSecret: 'q' });
    expect(sso.open('g', byOlderRelease)).toEqual({ clientSecret: 'q' });
    const { keyId } = await own.keyring.rotate();
    expect(sso.open('g', secret)).toEqual({ clientSecret: 'p' });
    expect(sso.seal('g', {}).keyId).toBe(keyId);
  });

  it('knows a digest from before a rotation', async () => {
    const own = createVault({ keyFile: join(folder, 'digest.key') });
    const before = own.digest('a body');
    await own.keyring.rotate();
    expect(own.digest('a body')).not.toEqual(before);
    expect(own.digests('a body')).toEqual([own.digest('a body'), before]);
  });
});

describe('the key file', () => {
  it('is made for nobody else to read, and refused when others can', async () => {
    const keyFile = join(folder, 'vault.key');
    const secret = createVault({ keyFile }).seal('g', { password: 'p' });
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    expect(createVault({ keyFile }).open('g', secret)).toEqual({ password: 'p' });
    await chmod(keyFile, 0o644);
    expect(() => createVault({ keyFile })).toThrow('set its mode to 0600');
  });

  it('seals with its first key and opens with all of them', async () => {
    const keyFile = join(folder, 'several.key');
    const secret = createVault({ keyFile }).seal('g', { password: 'p' });
    const old = await readFile(keyFile, 'utf8');
    await writeFile(keyFile, `${randomBytes(32).toString('base64')}\n${old}`, { mode: 0o600 });
    const rotated = createVault({ keyFile });
    expect(rotated.open('g', secret)).toEqual({ password: 'p' });
    expect(rotated.seal('g', {}).keyId).not.toBe(secret.keyId);
  });

  it('is read again when it has changed: another node that shares it needs no restart', async () => {
    const keyFile = join(folder, 'shared.key');
    const [here, there] = [createVault({ keyFile }), createVault({ keyFile })];
    const before = there.seal('g', { password: 'p' });
    const { keyId } = await here.keyring.rotate();
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    expect(there.open('g', here.seal('g', { password: 'q' }))).toEqual({ password: 'q' });
    expect(there.seal('g', {}).keyId).toBe(keyId);
    expect(here.open('g', before)).toEqual({ password: 'p' });
  });

  it('that goes bad while a server runs is told, and the last good keys stay', async () => {
    const keyFile = join(folder, 'bad.key');
    const own = createVault({ keyFile });
    const secret = own.seal('g', { password: 'p' });
    expect(own.keyring.problem).toBeNull();
    await writeFile(keyFile, 'nonsense that is no key at all');
    expect(own.open('g', secret)).toEqual({ password: 'p' });
    expect(own.keyring.problem).toContain('must hold base64 lines');
    await rm(keyFile);
    expect(own.open('g', secret)).toEqual({ password: 'p' });
    await expect(own.keyring.rotate()).rejects.toThrow('put the new key');
  });

  it('and any other text of keys is never repeated when it is wrong', () => {
    for (const text of ['', 'c2hvcnQ=', 'a-secret-that-is-no-key']) {
      expect(() => parseKeys(text, 'it')).toThrow('it must hold base64 lines of 32 bytes each');
    }
  });
});
