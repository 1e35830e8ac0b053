import { changingWorkflow, open, path, type RouteCase } from './route-case.ts';

const window = '?startDate=2026-01-01T00:00:00%2B00:00&endDate=2026-01-02T00:00:00%2B00:00';

/** What is answered for the schedules of the wire, for runs as they happen and for schedules that are held. */
export const runRouteCases = {
  listScheduledRuns: open('listScheduledRuns', { url: path('listScheduledRuns') + window }, 200),
  listMissedRuns: open('listMissedRuns', { url: path('listMissedRuns') + window }, 200),
  followRun: {
    existing: ({ runName }) => ({ url: `${path('followRun', runName)}?once=true` }),
    missing: () => ({ url: `${path('followRun', 'atlan-glue-1-aaaaa')}?once=true` }),
    none: 404,
    default: [404, 404],
    admin: [200, 404],
  },
  // The workflow is there and has no schedule: that is not found either.
  pauseSchedule: { ...changingWorkflow('pauseSchedule', () => undefined), admin: [404, 404] },
  resumeSchedule: { ...changingWorkflow('resumeSchedule', () => undefined), admin: [404, 404] },
} satisfies Record<string, RouteCase>;
