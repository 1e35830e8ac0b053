import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { CatalogError, isCatalogError, type Logger } from './foundation/index.ts';
import { bootstrapAdmin, type IdentityDeps } from './identity/index.ts';

const bootstrapUsername = 'admin';

/** What stands in the file; `null` when there is none. */
async function readOrNull(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
}

async function writeDraft(draft: string, path: string, content: object): Promise<void> {
  try {
    await rm(draft, { force: true });
    await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    const message = `cannot write the bootstrap file \`${path}\`: ${(cause as Error).message}`;
    throw new CatalogError('field_invalid', message, { cause });
  }
}

/**
 * Makes the first admin and its API token for scripts, and writes `{"url","username","password","token"}` to `path`, mode 0600.
 * Once: a file that is there is left alone, and so is a server that has an admin. Answers whether the file is new.
 * INVARIANT: a draft of the file is complete before the admin is committed, and a later start finishes what a killed one left;
 * so there is never an admin whose password nobody has.
 */
export async function writeBootstrapFile(
  deps: IdentityDeps & { readonly log: Logger },
  target: { readonly path: string; readonly url: string },
): Promise<boolean> {
  const { path, url } = target;
  if ((await readOrNull(path)) !== null) return false;
  const draft = `${path}.draft`;
  try {
    await bootstrapAdmin(deps, {
      username: bootstrapUsername,
      keep: ({ username, password, tokenSecret }) =>
        writeDraft(draft, path, { url, username, password, token: tokenSecret }),
    });
  } catch (error) {
    if (!isCatalogError(error) || error.code !== 'state_conflict') throw error;
    if ((await readOrNull(draft)) === null) {
      deps.log.warn({ path }, 'the bootstrap file was not written: this server has an admin already');
      return false;
    }
  }
  await rename(draft, path);
  return true;
}
