import { queryOptions } from '@tanstack/react-query';
import { collectAll, type Schedule, type Workflow } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';

const workflowsMax = 200;

/** A workflow with everything that people know it by. */
export interface ListedWorkflow extends Workflow {
  /** What it was called by whoever made it, else its name. */
  title: string;
  /** Each starts runs by itself; an app may have several. */
  schedules: readonly Schedule[];
}

async function listWorkflows(signal: AbortSignal): Promise<ListedWorkflow[]> {
  const [workflows, ofApps, schedules] = await Promise.all([
    client.workflows.list({ limit: workflowsMax, signal }),
    collectAll(client.apps.list({ signal })),
    client.schedules.list({ signal }),
  ]);
  const titles = new Map(ofApps.map(({ slug, name }) => [slug, name]));
  const schedulesOf = Map.groupBy(schedules, ({ workflowName }) => workflowName);
  return workflows.map((workflow) => ({
    ...workflow,
    title: titles.get(workflow.name) ?? workflow.name,
    schedules: schedulesOf.get(workflow.name) ?? [],
  }));
}

/** The newest workflows that the person may see. */
export const workflowsQuery = queryOptions({
  queryKey: ['workflows'],
  queryFn: ({ signal }) => listWorkflows(signal),
});

/** Apps that this server can run, its own and those of the operator. */
export const runnableAppsQuery = queryOptions({
  queryKey: ['runnable-apps'],
  queryFn: async ({ signal }) => (await client.apps.known({ signal })).filter(({ runnable }) => runnable),
  // They change with a restart only.
  staleTime: Infinity,
});

export function appInputsQuery(appId: string) {
  return queryOptions({
    queryKey: ['app-inputs', appId],
    queryFn: ({ signal }) => client.apps.inputs(appId, { signal }),
    staleTime: Infinity,
  });
}
