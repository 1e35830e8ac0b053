import { CatalogError, isJsonObject } from '../../foundation/index.ts';
import {
  archiveWorkflow,
  changeOwner,
  rerunWorkflow,
  submitWorkflow,
  triggerAsOwner,
  updateWorkflow,
} from '../../workflows/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryText, type QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';

/** COMPAT: one client sends the new owner in the body, another in the query. */
function readNewOwner(query: QueryValues, body: unknown): string {
  const inBody = isJsonObject(body) && typeof body.username === 'string' && body.username !== '' ? body.username : null;
  const username = queryText(query, 'username') ?? inBody;
  if (username !== null) return username;
  throw new CatalogError('field_invalid', '`username` is missing; send it in the body or in the query');
}

/** Stored workflows under both prefixes (Atlan wire, workflow endpoints); the prefix decides nothing. */
export function registerWorkflowRoutes(router: Router, { workflows }: HttpDeps): void {
  for (const id of ['submitWorkflow', 'submitPackageWorkflow'] as const) {
    serve(router, id, async ({ principal, body }) => {
      const { workflow, run } = await submitWorkflow(workflows, principal, body);
      return workflow ?? run;
    });
  }

  for (const id of ['rerunWorkflow', 'rerunPackageWorkflow'] as const) {
    serve(router, id, async ({ principal, body }) => (await rerunWorkflow(workflows, principal, body)).run);
  }

  for (const id of ['updateWorkflow', 'updatePackageWorkflow'] as const) {
    serve(router, id, async ({ principal, params, body }) =>
      updateWorkflow(workflows, principal, { name: params.name, body }),
    );
  }

  for (const id of ['archiveWorkflow', 'archivePackageWorkflow'] as const) {
    serve(router, id, async ({ principal, params }) => archiveWorkflow(workflows, principal, params.name));
  }

  serve(router, 'changeWorkflowOwner', async ({ principal, params, query, request }) =>
    changeOwner(workflows, principal, { name: params.name, username: readNewOwner(query, request.body) }),
  );

  serve(
    router,
    'triggerWorkflowAsOwner',
    async ({ principal, body }) => (await triggerAsOwner(workflows, principal, body)).run,
  );
}
