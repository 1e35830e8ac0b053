import { access, rename, rm, writeFile } from 'node:fs/promises';
import { CatalogError, isCatalogError, type Logger } from './foundation/index.ts';
import { bootstrapAdmin, type IdentityDeps } from './identity/index.ts';

const bootstrapUsername = 'admin';

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function createDraft(draft: string, path: string): Promise<void> {
  try {
    // In a container every process has the same id, so a killed one may have left a draft of this name.
    await rm(draft, { force: true });
    await writeFile(draft, '', { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    const message = `cannot write the bootstrap file \`${path}\`: ${(cause as Error).message}`;
    throw new CatalogError('state_conflict', message, { cause });
  }
}

/**
 * Makes the first admin and its API token for scripts, and writes `{"url","username","password","token"}` to `path`, mode 0600.
 * Once: a file that is there is left alone, and so is a server that has an admin. Answers whether it wrote.
 */
export async function writeBootstrapFile(
  deps: IdentityDeps & { readonly log: Logger },
  target: { readonly path: string; readonly url: string },
): Promise<boolean> {
  const { path, url } = target;
  if (await exists(path)) return false;
  const draft = `${path}.${String(process.pid)}.draft`;
  // The draft is made first: a folder that cannot be written to must not cost an admin whose password nobody has.
  await createDraft(draft, path);
  try {
    const { username, password, tokenSecret } = await bootstrapAdmin(deps, { username: bootstrapUsername });
    await writeFile(draft, `${JSON.stringify({ url, username, password, token: tokenSecret }, null, 2)}\n`);
    await rename(draft, path);
    return true;
  } catch (error) {
    await rm(draft, { force: true });
    if (!isCatalogError(error) || error.code !== 'state_conflict') throw error;
    deps.log.warn({ path }, 'the bootstrap file was not written: this server has an admin already');
    return false;
  }
}
