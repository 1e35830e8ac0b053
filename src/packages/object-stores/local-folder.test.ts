import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLocalFolder } from './local-folder.ts';

const { signal } = new AbortController();
let root: string;
let outside: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'clavis files '));
  outside = await mkdtemp(join(tmpdir(), 'clavis outside '));
  await mkdir(join(root, 'imports', 'deep'), { recursive: true });
  await writeFile(join(root, 'imports', 'deep', 'a.csv'), 'a\n1\n');
  await writeFile(join(outside, 'secret.csv'), 'secret');
});
afterEach(async () => {
  await rm(root, { recursive: true });
  await rm(outside, { recursive: true });
});

async function* parts(...all: readonly string[]): AsyncGenerator<string> {
  for (const part of all) yield await Promise.resolve(part);
}

describe('the folder of files', () => {
  it('is read beneath `imports`, and a file that was changed has another version', async () => {
    const store = openLocalFolder(root);
    const first = await store.open('deep/a.csv', signal);
    expect(await text(first.bytes)).toBe('a\n1\n');
    await writeFile(join(root, 'imports', 'deep', 'a.csv'), 'a\n1\n2\n');
    const second = await store.open('deep/a.csv', signal);
    second.bytes.destroy();
    expect(second.version).not.toBe(first.version);
  });

  it('is written beneath `exports`, where nothing is read', async () => {
    const store = openLocalFolder(root);
    await store.write('one/b.csv', parts('x', 'y'), signal);
    expect(await readFile(join(root, 'exports', 'one', 'b.csv'), 'utf8')).toBe('xy');
    await expect(store.open('../exports/one/b.csv', signal)).rejects.toThrow(/is no path of a file/);
    await expect(store.open('one/b.csv', signal)).rejects.toThrow(/does not exist/);
  });

  it.each(['../secret.csv', '/etc/passwd', 'deep/../../x', 'deep//a.csv', '.hidden', 'a\\b', 'a\0b', 'c:a', '', '.'])(
    'is not left by the key %j',
    async (key) => {
      const store = openLocalFolder(root);
      await expect(store.open(key, signal)).rejects.toThrow(/is no path of a file/);
      await expect(store.write(key, parts('x'), signal)).rejects.toThrow(/is no path of a file/);
    },
  );

  it('is not left by a symbolic link, of a file or on the way', async () => {
    const store = openLocalFolder(root);
    await symlink(join(outside, 'secret.csv'), join(root, 'imports', 'link.csv'));
    await symlink(outside, join(root, 'imports', 'way'));
    await symlink(outside, join(root, 'exports'));
    for (const key of ['link.csv', 'way/secret.csv']) {
      await expect(store.open(key, signal)).rejects.toThrow(/links and devices are not followed/);
    }
    await expect(store.write('x.csv', parts('x'), signal)).rejects.toThrow(/links and devices are not followed/);
    expect(await readdir(outside)).toEqual(['secret.csv']);
  });

  it('shows a file that is written when all of it is, and nothing of one that fails', async () => {
    const store = openLocalFolder(root);
    const failing = async function* (): AsyncGenerator<string> {
      yield await Promise.resolve('half');
      expect(await readdir(join(root, 'exports'))).not.toContain('c.csv');
      throw new Error('the source ended');
    };
    await expect(store.write('c.csv', failing(), signal)).rejects.toThrow('the source ended');
    expect(await readdir(join(root, 'exports'))).toEqual([]);
  });

  it('says what is a folder, and what is not there', async () => {
    const store = openLocalFolder(root);
    await expect(store.open('deep', signal)).rejects.toThrow('`imports/deep` in the folder of files is a folder');
    await expect(store.open('none.csv', signal)).rejects.toThrow(
      '`imports/none.csv` in the folder of files does not exist',
    );
  });
});
