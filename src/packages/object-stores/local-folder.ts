import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { CatalogError } from '../../foundation/index.ts';
import { splitKey } from './object-key.ts';
import { type ObjectStore, type StoredObject } from './object-store.ts';

/** What packages read lies here, beneath the folder of files. */
export const importFolder = 'imports';
/** What they write goes here. */
export const exportFolder = 'exports';

/**
 * The folder of files that the operator lends to packages. They read beneath `imports` and write beneath `exports`.
 * SECURITY: nothing that is written there is read again, so no workflow reads what was exported with the rights of somebody else, nor
 * changes what another one is going to read. No key leaves the folder: it goes by plain names, and a symbolic link is not followed.
 */
export function openLocalFolder(root: string): ObjectStore {
  return {
    describe: (key) => `\`${key}\` in the folder of files`,
    open: (key) => openFile(root, key),
    write: (key, parts, signal) => writeFile({ root, key, signal }, parts),
    close: () => undefined,
  };
}

type Kind = 'folder' | 'file' | 'absent';

async function kindOf(path: string, shown: string): Promise<Kind> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (found === null) return 'absent';
  if (found.isDirectory()) return 'folder';
  if (found.isFile()) return 'file';
  throw new CatalogError('field_invalid', `${shown} is no plain file; links and devices are not followed`);
}

async function openFile(root: string, key: string): Promise<StoredObject> {
  const shown = `\`${importFolder}/${key}\` in the folder of files`;
  let path = root;
  for (const name of [importFolder, ...splitKey(key)]) {
    path = join(path, name);
    if ((await kindOf(path, shown)) === 'absent') throw new CatalogError('field_invalid', `${shown} does not exist`);
  }
  if ((await kindOf(path, shown)) !== 'file') throw new CatalogError('field_invalid', `${shown} is a folder`);
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { mtimeMs, size, ino } = await file.stat();
    return { version: `${ino}-${size}-${mtimeMs}`, bytes: file.createReadStream() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface FileToWrite {
  readonly root: string;
  readonly key: string;
  readonly signal: AbortSignal;
}

async function makeFolders(root: string, names: readonly string[], shown: string): Promise<string> {
  let path = root;
  for (const name of names) {
    path = join(path, name);
    const kind = await kindOf(path, shown);
    if (kind === 'file') throw new CatalogError('field_invalid', `${shown} cannot be written: \`${name}\` is a file`);
    if (kind === 'absent') await mkdir(path, { mode: 0o700 }).catch(ignoreExisting);
  }
  return path;
}

// Another step made it meanwhile.
function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

async function writeFile({ root, key, signal }: FileToWrite, parts: AsyncIterable<string>): Promise<void> {
  const names = [exportFolder, ...splitKey(key)];
  const shown = `\`${names.join('/')}\` in the folder of files`;
  const folder = await makeFolders(root, names.slice(0, -1), shown);
  const path = join(folder, names.at(-1) ?? '');
  if ((await kindOf(path, shown)) === 'folder') throw new CatalogError('field_invalid', `${shown} is a folder`);
  const partial = join(folder, `.${randomBytes(8).toString('hex')}.part`);
  const file = await open(partial, 'wx', 0o600);
  try {
    await writeParts(file, parts, signal);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeParts(file: FileHandle, parts: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  try {
    for await (const part of parts) {
      signal.throwIfAborted();
      await file.write(part);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
