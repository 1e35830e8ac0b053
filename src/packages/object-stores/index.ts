export { joinKey } from './object-key.ts';
export { exportFolder, importFolder } from './local-folder.ts';
export type { ObjectStore, StoredObject } from './object-store.ts';
export {
  objectStoreConfigNames,
  requireStore,
  testObjectStore,
  withObjectStore,
  type ObjectStoreSettings,
} from './open-object-store.ts';
export { requireKnownStore } from './s3-identity.ts';
