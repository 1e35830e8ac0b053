import { Type, type Static } from 'typebox';

export const ServerStatus = Type.Object({ status: Type.String() });
export type ServerStatus = Static<typeof ServerStatus>;

const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** Whether the server can answer, and how far what is told of audit records is. */
export const Readiness = Type.Object({
  status: Type.String(),
  sinks: Type.Array(
    Type.Object({
      name: Type.String({ description: '`jsonl`, `webhook` or `otlp`' }),
      behind: Type.Integer({ description: 'records that it has not been told of' }),
      lastError: textOrNull,
    }),
  ),
  anchor: Type.Object({
    sequence: Type.Integer({ description: 'number of the last anchored record' }),
    lastError: textOrNull,
  }),
});
export type Readiness = Static<typeof Readiness>;
