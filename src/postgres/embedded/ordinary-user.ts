import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CatalogError } from '../../foundation/index.ts';

const run = promisify(execFile);

/** The operating-system user that the private server runs as when we are root. */
export interface OrdinaryUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const userName = 'postgres';

async function lookUp(): Promise<OrdinaryUser | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', userName]), run('id', ['-g', userName])]);
    return { name: userName, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    // `id` fails exactly when there is no such user; the caller then makes one.
    return null;
  }
}

/**
 * `null` when this process is not root (then the server simply runs as us); otherwise the user `postgres`, made when missing,
 * because PostgreSQL refuses to run as root.
 */
export async function findOrdinaryUser(): Promise<OrdinaryUser | null> {
  if (process.getuid?.() !== 0) return null;
  const found = await lookUp();
  if (found !== null) return found;
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', userName]);
  } catch (error) {
    // Another server started at the same moment may have made it first.
    if ((await lookUp()) === null) {
      throw new CatalogError(
        'store_unavailable',
        `PostgreSQL cannot run as root and the user \`${userName}\` could not be made; run as an ordinary user or set CLAVIS_DATABASE_URL`,
        { cause: error },
      );
    }
  }
  return lookUp();
}

/** Whether `user` may enter `folder`, asked of the operating system itself: every parent folder counts. */
export async function canReach(folder: string, user: OrdinaryUser): Promise<boolean> {
  return run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid: user.uid, gid: user.gid, cwd: '/' }).then(
    () => true,
    () => false,
  );
}
