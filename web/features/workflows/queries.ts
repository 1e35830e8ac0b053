import { queryOptions } from '@tanstack/react-query';
import { type AppWorkflow, collectAll, type Schedule, type Workflow } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';

const workflowsMax = 200;

/** A workflow with everything that people know it by. */
export interface ListedWorkflow extends Workflow {
  /** What it was called by whoever made it, else its name. */
  title: string;
  /** Of an app; each starts runs by itself. */
  appSchedules: AppWorkflow['schedules'];
  schedule: Schedule | null;
}

async function listWorkflows(signal: AbortSignal): Promise<ListedWorkflow[]> {
  const [workflows, ofApps, schedules] = await Promise.all([
    client.workflows.list({ limit: workflowsMax, signal }),
    collectAll(client.apps.list({ signal })),
    client.schedules.list({ signal }),
  ]);
  const apps = new Map(ofApps.map((app) => [app.slug, app]));
  const scheduleOf = new Map(schedules.map((schedule) => [schedule.workflowName, schedule]));
  return workflows.map((workflow) => {
    const app = apps.get(workflow.name);
    const schedule = scheduleOf.get(workflow.name) ?? null;
    return { ...workflow, title: app?.name ?? workflow.name, appSchedules: app?.schedules ?? [], schedule };
  });
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
