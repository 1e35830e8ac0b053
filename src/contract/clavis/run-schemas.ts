import { Type } from 'typebox';
import { ScheduleDocument } from '../atlan/workflow.ts';

/** Parameters and answers of `nativeRunOperations`. */
export const nativeRunSchemas = {
  followRun: {
    query: Type.Object({
      once: Type.Optional(Type.Boolean({ description: 'ends the answer with what there is now' })),
    }),
    response: Type.String({
      description:
        '`text/event-stream` of the events `log`, `step`, `progress` and `end`; only `log` has an id, after which `Last-Event-ID` goes on',
    }),
  },
  pauseSchedule: { response: ScheduleDocument },
  resumeSchedule: { response: ScheduleDocument },
};
