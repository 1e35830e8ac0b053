import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newGuid } from '../foundation/index.ts';
import { createVault } from './vault.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vault-'));
});
afterAll(async () => rm(folder, { recursive: true }));

describe('the vault', () => {
  const vault = createVault({ key: randomBytes(32) });

  it('opens what it sealed, and never seals the same twice', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          fc.string(),
        ),
        (guid, value) => {
          const [one, two] = [vault.seal(guid, value), vault.seal(guid, value)];
          expect(vault.open(guid, one)).toEqual({ ...value });
          expect(one.sealed.equals(two.sealed)).toBe(false);
        },
      ),
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

  it('makes its key file for nobody else to read, and refuses one that others can', async () => {
    const keyFile = join(folder, 'vault.key');
    const secret = createVault({ keyFile }).seal('g', { password: 'p' });
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    expect(createVault({ keyFile }).open('g', secret)).toEqual({ password: 'p' });
    await chmod(keyFile, 0o644);
    expect(() => createVault({ keyFile })).toThrow('set its mode to 0600');
  });

  it('seals with the first key of the file and opens with all of them', async () => {
    const keyFile = join(folder, 'rotated.key');
    const secret = createVault({ keyFile }).seal('g', { password: 'p' });
    const old = await readFile(keyFile, 'utf8');
    await writeFile(keyFile, `${randomBytes(32).toString('base64')}\n${old}`, { mode: 0o600 });
    const rotated = createVault({ keyFile });
    expect(rotated.open('g', secret)).toEqual({ password: 'p' });
    expect(rotated.seal('g', {}).keyId).not.toBe(secret.keyId);
  });
});
