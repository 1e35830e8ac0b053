import type { Operation } from '../operation.ts';

const visibleRuns = 'runs of own workflows and those of connections one administers; all with workflow.read-all';
const ownWorkflow = 'owner of the workflow, or admin';

/** Runs as they happen, and schedules that are held. */
export const nativeRunOperations = {
  followRun: {
    method: 'GET',
    path: '/api/clavis/v1/runs/{name}/events',
    tag: 'runs',
    summary: 'Log lines, steps and progress of a run as they come, until it is over (server-sent events)',
    access: 'principal',
    capability: visibleRuns,
  },
  pauseSchedule: {
    method: 'POST',
    path: '/api/clavis/v1/schedules/{name}/pause',
    tag: 'schedules',
    summary: 'Hold the schedule of a workflow; nothing comes due until it is resumed',
    access: 'principal',
    capability: ownWorkflow,
  },
  resumeSchedule: {
    method: 'POST',
    path: '/api/clavis/v1/schedules/{name}/resume',
    tag: 'schedules',
    summary: 'Let a paused schedule come due again, at its next time',
    access: 'principal',
    capability: ownWorkflow,
  },
} as const satisfies Record<string, Operation>;
