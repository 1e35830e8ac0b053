import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config/index.ts';
import type { Logger } from './foundation/index.ts';
import type { Db } from './postgres/index.ts';
import { createKmsClient, createVault, openKeyring, type Vault } from './workflows/index.ts';

/** A key file is made where nobody names another source of keys; one that is there is read in any case, since secrets may lie under it. */
async function findKeyFile({ vaultKeyFile, vaultKeys, vaultKmsKey, dataDir }: Config): Promise<string | null> {
  if (vaultKeyFile !== null) return vaultKeyFile;
  const path = join(dataDir, 'vault.key');
  if ((vaultKeys !== null || vaultKmsKey !== null) && !existsSync(path)) return null;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  return path;
}

/** Opens the vault with the keys that the configuration names. Throws `state_conflict`, `store_unavailable` for keys that cannot be used. */
export async function openVault(
  config: Config,
  { db, log }: { readonly db: Db; readonly log: Logger },
): Promise<Vault> {
  const { vaultKeys: keyText, vaultKmsKey: kmsKey, vaultKmsEndpoint: endpoint } = config;
  const kms = kmsKey === null ? null : { kmsKey, client: createKmsClient({ endpoint }) };
  return createVault({ keyring: await openKeyring({ db, log, keyFile: await findKeyFile(config), keyText, kms }) });
}
