import { CatalogError } from '../../foundation/index.ts';
import type { Db, Tx } from '../../postgres/index.ts';
import type { AlationSettings } from '../settings/alation-settings.ts';
import { readWorkspaceSettings } from '../settings/workspace-settings.ts';

/** What the workspace wants of refresh and access tokens. Throws `feature_disabled` while it has none. */
export async function readAlationSettings(db: Db | Tx): Promise<AlationSettings> {
  const { alation } = await readWorkspaceSettings(db);
  if (alation.enabled) return alation;
  throw new CatalogError('feature_disabled', 'refresh and access tokens are switched off on this server');
}
