import { CatalogError } from '../../foundation/index.ts';
import {
  addAppSchedule,
  cancelAppRun,
  createAppWorkflow,
  deleteAppWorkflow,
  describeApp,
  getAppInputs,
  getAppRun,
  getAppWorkflow,
  getConfigForm,
  listApps,
  listAppVersions,
  listAppWorkflows,
  removeAppSchedule,
  submitAppWorkflow,
  updateAppWorkflow,
} from '../../workflows/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryInteger, queryText, type QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';
import { renderAppInfo, renderAppRun, renderAppWorkflow, renderSavedApp } from './render-app.ts';

const limitDefault = 50;
const limitMax = 200;

function readLimit(query: QueryValues): number {
  const limit = queryInteger(query, 'limit') ?? 0;
  if (limit <= limitMax) return limit === 0 ? limitDefault : limit;
  throw new CatalogError(
    'field_invalid',
    `query parameter \`limit\` is \`${String(limit)}\`; accepted: up to ${String(limitMax)}`,
  );
}

function registerDiscovery(router: Router, { workflows }: HttpDeps): void {
  serve(router, 'getApp', async ({ params }) => renderAppInfo(describeApp(workflows, params.appId)));

  serve(router, 'getAppInputs', async ({ params, query }) =>
    getAppInputs(workflows, { appId: params.appId, entrypoint: queryText(query, 'entrypoint') ?? null }),
  );

  serve(router, 'getConfigMap', async ({ params, query }) => {
    const form = getConfigForm(workflows, { appId: params.name, entrypoint: queryText(query, 'entrypoint') ?? null });
    return { data: { config: JSON.stringify(form) } };
  });

  serve(router, 'listApps', async () => ({
    apps: listApps(workflows).map(({ app, isRunnable }) => ({
      ...{ appId: app.id, entrypoint: app.entrypoint, connector: app.connector },
      ...{ authTypes: app.authTypes, runnable: isRunnable },
    })),
  }));
}

function registerLifecycle(router: Router, { workflows }: HttpDeps): void {
  serve(router, 'createAppWorkflow', async ({ principal, body, reply }) => {
    const { app_id: appId, name, inputs, entrypoint, schedule, run } = body;
    const creation = { appId, name, inputs, entrypoint, schedule: schedule ?? undefined, run: run ?? undefined };
    const outcome = await createAppWorkflow(workflows, principal, creation);
    if (outcome.kind === 'created') return renderSavedApp(outcome.created);
    const { slug, version } = outcome;
    // COMPAT: clients take the slug from this body and go on, but only where it has no `code`, `status` or `errorCode`.
    return reply.code(409).send({ message: `a workflow called \`${name}\` already exists`, slug, version });
  });

  serve(router, 'listAppWorkflows', async ({ principal, query }) => {
    const asked = { limit: readLimit(query), cursor: queryText(query, 'cursor'), name: queryText(query, 'name') };
    const page = await listAppWorkflows(workflows, principal, asked);
    const { nextCursor } = page;
    return { workflows: page.workflows.map(renderAppWorkflow), has_more: nextCursor !== null, next_cursor: nextCursor };
  });

  serve(router, 'getAppWorkflow', async ({ principal, params }) =>
    renderAppWorkflow(await getAppWorkflow(workflows, principal, params.slug)),
  );

  serve(router, 'updateAppWorkflow', async ({ principal, params, body }) =>
    renderSavedApp(await updateAppWorkflow(workflows, principal, { slug: params.slug, ...body })),
  );

  serve(router, 'deleteAppWorkflow', async ({ principal, params }) => {
    await deleteAppWorkflow(workflows, principal, params.slug);
    return { slug: params.slug, archived: true };
  });

  serve(router, 'listAppVersions', async ({ principal, params, query }) => {
    const versions = await listAppVersions(workflows, principal, { slug: params.slug, limit: readLimit(query) });
    return { versions: versions.map(({ savedAt, ...version }) => ({ ...version, savedAt: savedAt.toISOString() })) };
  });
}

function registerRuns(router: Router, { workflows }: HttpDeps): void {
  serve(router, 'submitAppWorkflow', async ({ principal, params }) =>
    renderAppRun(await submitAppWorkflow(workflows, principal, params.slug)),
  );

  serve(router, 'getAppRun', async ({ principal, params }) =>
    renderAppRun(await getAppRun(workflows, principal, params.runId)),
  );

  serve(router, 'cancelAppRun', async ({ principal, params }) => {
    const { runId, isCancelled, status, slug } = await cancelAppRun(workflows, principal, params.runId);
    return { run_id: runId, cancelled: isCancelled, status, slug };
  });

  serve(router, 'addAppSchedule', async ({ principal, params, body }) => {
    const added = await addAppSchedule(workflows, principal, { slug: params.slug, schedule: body });
    return { trigger_id: added.triggerId, cron: added.cron, timezone: added.timezone };
  });

  serve(router, 'removeAppSchedule', async ({ principal, params: { slug, triggerId } }) => {
    await removeAppSchedule(workflows, principal, { slug, triggerId });
    return { trigger_id: triggerId, deleted: true };
  });
}

/** Workflows of apps (Atlan wire, apps), and what an app takes. */
export function registerAppRoutes(router: Router, deps: HttpDeps): void {
  registerDiscovery(router, deps);
  registerLifecycle(router, deps);
  registerRuns(router, deps);
}
