import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseJson } from '../foundation/index.ts';
import { UsageError } from './exit-codes.ts';
import { holdLock } from './hold-lock.ts';
import { type Io } from './io.ts';

/** What `clavis login` leaves behind for one server. */
export interface StoredSignIn {
  readonly username: string;
  readonly bearer: string;
  readonly expiresAt: Date;
  /** Null: the person signs in again when the bearer has ended. */
  readonly refreshToken: string | null;
}

/** Sign-ins of this account on this machine, one per server. */
export interface SignInStore {
  readonly path: string;
  find(url: string): StoredSignIn | null;
  /**
   * Replaces the sign-in of one server by what `decide` makes of it (null removes it) and gives it back. Other processes
   * wait meanwhile, so that two commands never spend the same refresh token.
   */
  change(url: string, decide: (stored: StoredSignIn | null) => Decided): Promise<StoredSignIn | null>;
}

type Decided = StoredSignIn | null | Promise<StoredSignIn | null>;

interface FileEntry {
  username: string;
  bearer: string;
  expiresAt: string;
  refreshToken: string | null;
}

type Entries = Record<string, FileEntry>;

const fileMode = 0o600;
const folderMode = 0o700;

/** The folder for settings of this person (XDG Base Directory Specification), or null where there is no home. */
function configFolderOf({ env, platform }: Pick<Io, 'env' | 'platform'>): string | null {
  const named = env['XDG_CONFIG_HOME'];
  if (named !== undefined && named !== '') return join(named, 'clavis');
  const home = platform === 'win32' ? env['USERPROFILE'] : env['HOME'];
  return home === undefined || home === '' ? null : join(home, '.config', 'clavis');
}

/** `https://Catalog.example/` and `https://catalog.example` are one server. */
function keyOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

function isEntry(value: unknown): value is FileEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { username, bearer, expiresAt, refreshToken } = value as Record<string, unknown>;
  const areTexts = [username, bearer, expiresAt].every((text) => typeof text === 'string');
  const isRefreshToken = refreshToken === null || typeof refreshToken === 'string';
  return areTexts && isRefreshToken && !Number.isNaN(Date.parse(String(expiresAt)));
}

function parseEntries(text: string): Entries | null {
  try {
    const { servers } = parseJson(text) as { servers?: unknown };
    if (typeof servers !== 'object' || servers === null) return null;
    const entries = { ...(servers as Record<string, unknown>) };
    return Object.values(entries).every(isEntry) ? (entries as Entries) : null;
  } catch {
    return null;
  }
}

function readEntries(path: string): Entries {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new UsageError(`cannot read \`${path}\`: ${error instanceof Error ? error.message : String(error)}`);
  }
  const entries = parseEntries(text);
  if (entries !== null) return entries;
  throw new UsageError(`\`${path}\` is damaged: delete it and run \`clavis login\``);
}

/** SECURITY: never readable by others, not for a moment, whatever the mode of the file before; and whole or not at all. */
function writeEntries(path: string, servers: Entries): void {
  const draft = `${path}.${process.pid}.draft`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify({ servers }, null, 2)}\n`, { mode: fileMode, flag: 'wx' });
  renameSync(draft, path);
}

function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: folderMode });
  // It may have been there before, with another mode.
  chmodSync(path, folderMode);
}

function toStored(entry: FileEntry): StoredSignIn {
  return { ...entry, expiresAt: new Date(entry.expiresAt) };
}

/** The store of this person, or null where no folder for settings is known. */
export function openSignInStore(io: Pick<Io, 'env' | 'platform' | 'wait' | 'signal'>): SignInStore | null {
  const folder = configFolderOf(io);
  if (folder === null) return null;
  const path = join(folder, 'credentials.json');
  return {
    path,
    find: (url) => {
      const entry = readEntries(path)[keyOf(url)];
      return entry === undefined ? null : toStored(entry);
    },
    change: async (url, decide) => {
      makeFolder(dirname(path));
      return holdLock(`${path}.lock`, io, async () => {
        const key = keyOf(url);
        const { [key]: entry, ...others } = readEntries(path);
        const before = entry === undefined ? null : toStored(entry);
        const after = await decide(before);
        if (after === before) return after;
        const changed = after === null ? {} : { [key]: { ...after, expiresAt: after.expiresAt.toISOString() } };
        writeEntries(path, { ...others, ...changed });
        return after;
      });
    },
  };
}
