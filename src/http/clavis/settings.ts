import { getWorkspaceSettings, updateWorkspaceSettings } from '../../access/index.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';

/** What holds for the whole workspace and can be changed while it runs. */
export function registerSettingsRoutes(router: Router, { access }: HttpDeps): void {
  serve(router, 'getSettings', ({ principal }) => getWorkspaceSettings(access, principal));

  serve(router, 'updateSettings', ({ principal, body }) => updateWorkspaceSettings(access, principal, body));
}
