import { CatalogError } from '../../foundation/index.ts';
import { type Credential, type RunContext } from '../../workflows/index.ts';
import { openLocalFolder } from './local-folder.ts';
import { type ObjectStore } from './object-store.ts';
import { openS3Bucket, requireReachableBucket, type S3EndpointSetting } from './s3-bucket.ts';
import { parseS3Identity } from './s3-identity.ts';

/** Which stores packages may use, as the operator says. */
export interface ObjectStoreSettings {
  /** The folder of files; `null` where the operator lends none. */
  readonly filesDir: string | null;
  readonly s3?: S3EndpointSetting;
}

/** `connectorConfigName` of credentials of object stores (Atlan wire, object-store body). */
export const objectStoreConfigNames = ['csa-connectors-objectstore'];

/**
 * Throws `field_invalid` when a workflow without credential would need the folder of files and there is none.
 * COMPAT: without a credential the packages of the original use the store of the tenant; here that is the folder of files.
 */
export function requireStore({ filesDir }: ObjectStoreSettings, credentialGuid: string | null): void {
  if (credentialGuid !== null || filesDir !== null) return;
  const message =
    'no credential of an object store, and this server lends no folder of files (CLAVIS_FILES_DIR): give an S3 credential in a payload item of type `credential`';
  throw new CatalogError('field_invalid', message, { details: [{ path: 'payload', message }] });
}

/** Opens what the credential says, or the folder of files when there is none. Close it. */
export async function openObjectStore(
  settings: ObjectStoreSettings,
  ctx: RunContext,
  credentialGuid: string | null,
): Promise<ObjectStore> {
  requireStore(settings, credentialGuid);
  if (credentialGuid === null) return openLocalFolder(settings.filesDir ?? '');
  return openS3Bucket(parseS3Identity(await ctx.credential(credentialGuid)), settings.s3 ?? {});
}

/** Opens a store, and closes it when `work` is done. */
export async function withObjectStore<T>(
  { settings, ctx, credentialGuid }: { settings: ObjectStoreSettings; ctx: RunContext; credentialGuid: string | null },
  work: (store: ObjectStore) => Promise<T>,
): Promise<T> {
  const store = await openObjectStore(settings, ctx, credentialGuid);
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/** Calls the store with the credential; throws what is wrong with it. */
export async function testObjectStore(
  settings: ObjectStoreSettings,
  credential: Credential,
  signal: AbortSignal,
): Promise<undefined> {
  await requireReachableBucket(parseS3Identity(credential), settings.s3 ?? {}, signal);
}
