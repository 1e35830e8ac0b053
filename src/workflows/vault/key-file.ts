import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { CatalogError } from '../../foundation/index.ts';
import { keyBytes, keyIdOf, wrappingKey, type Keyring, type WrappingKey } from './wrapping-key.ts';

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Keys as text, one in base64 a line (or between commas): the first wraps, all unwrap. Throws `state_conflict`, without any of the text. */
export function parseKeys(text: string, from: string): [Buffer, ...Buffer[]] {
  const parts = text.split(/[\n,]/).filter((part) => part.trim() !== '');
  const [first, ...rest] = parts.map((part) => Buffer.from(part.trim(), 'base64'));
  if (first !== undefined && [first, ...rest].every((key) => key.length === keyBytes)) return [first, ...rest];
  throw new CatalogError('state_conflict', `${from} must hold base64 lines of ${keyBytes} bytes each`);
}

function requireClosed(path: string): void {
  // SECURITY: a key that others on the machine can read protects nothing.
  if ((statSync(path).mode & 0o077) === 0) return;
  throw new CatalogError('state_conflict', `vault key file \`${path}\` is open to others; set its mode to 0600`);
}

function readKeyFile(path: string): string {
  requireClosed(path);
  return readFileSync(path, 'utf8');
}

function newLine(): string {
  return `${randomBytes(keyBytes).toString('base64')}\n`;
}

function createKeyFile(path: string): void {
  try {
    writeFileSync(path, newLine(), { flag: 'wx', mode: 0o600 });
    chmodSync(path, 0o600);
  } catch (error) {
    // Another process was first: its key is the one.
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

/** Puts a new key above the others. Whoever reads meanwhile sees the old file or the new one, whole. */
function prependKey(path: string): string {
  const line = newLine();
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const former = readKeyFile(path);
    parseKeys(former, `vault key file \`${path}\``);
    writeFileSync(draft, line + former, { flag: 'wx', mode: 0o600, flush: true });
    renameSync(draft, path);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw new CatalogError(
      'state_conflict',
      `vault key file \`${path}\` cannot be written; put the new key, 32 random bytes in base64, above the others yourself`,
      { cause },
    );
  }
  return keyIdOf(Buffer.from(line.trim(), 'base64'));
}

/** Changes whenever the file does: it is replaced or written to, never both within one tick of the clock and of the same length. */
function stampOf(path: string): string {
  const { ino, size, mtimeNs } = statSync(path, { bigint: true });
  return `${ino} ${size} ${mtimeNs}`;
}

/**
 * The keys of a file, which is made with mode 0600 when it is not there. It is read again whenever it has changed,
 * so that a key added to it is used at once by every node that shares the file, without a restart.
 * Throws `state_conflict` at first for a file that is open to others or holds something else; later on the last good keys stay.
 */
export function createFileKeyring(path: string): Keyring {
  const read = (): [WrappingKey, ...WrappingKey[]] => {
    const [first, ...rest] = parseKeys(readKeyFile(path), `vault key file \`${path}\``);
    return [wrappingKey(first, 'file'), ...rest.map((bytes) => wrappingKey(bytes, 'file'))];
  };
  try {
    statSync(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    createKeyFile(path);
  }
  let stamp = stampOf(path);
  let keys = read();
  let problem: string | null = null;
  const look = (): void => {
    try {
      const now = stampOf(path);
      if (now === stamp) return;
      keys = read();
      stamp = now;
      problem = null;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  };
  return {
    keys: () => {
      look();
      return keys;
    },
    rotate: () => new Promise((resolve) => resolve({ keyId: prependKey(path), at: new Date() })),
    get problem() {
      return problem;
    },
    stop: () => undefined,
  };
}

/** Keys that do not change while the process lives. */
export function createFixedKeyring(keys: readonly [WrappingKey, ...WrappingKey[]], howToRotate: string): Keyring {
  return {
    keys: () => keys,
    rotate: () => Promise.reject(new CatalogError('state_conflict', howToRotate)),
    problem: null,
    stop: () => undefined,
  };
}
