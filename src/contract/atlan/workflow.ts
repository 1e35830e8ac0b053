import { Type, type Static } from 'typebox';
import { anyJson, openObject } from './envelope.ts';

const textMap = Type.Record(Type.String(), Type.String());

/** Names, labels and annotations of a workflow, a run or a schedule; label and annotation values are texts, never null. */
export const WorkflowMetadata = Type.Object({
  name: Type.String(),
  namespace: Type.String(),
  generateName: Type.Optional(Type.String()),
  uid: Type.Optional(Type.String()),
  creationTimestamp: Type.Optional(Type.String()),
  labels: Type.Optional(textMap),
  annotations: Type.Optional(textMap),
});
export type WorkflowMetadata = Static<typeof WorkflowMetadata>;

/** A stored workflow (Atlan wire, workflow document). `payload` never holds secrets. */
export const WorkflowDocument = Type.Object({
  metadata: WorkflowMetadata,
  spec: openObject,
  payload: Type.Optional(Type.Array(anyJson)),
});
export type WorkflowDocument = Static<typeof WorkflowDocument>;

export const RunPhase = Type.Union([
  Type.Literal('Pending'),
  Type.Literal('Running'),
  Type.Literal('Succeeded'),
  Type.Literal('Failed'),
  Type.Literal('Error'),
]);
export type RunPhase = Static<typeof RunPhase>;

/** A run (Atlan wire, run document). Times are UTC to the second, without a fraction. */
export const RunDocument = Type.Object({
  metadata: WorkflowMetadata,
  spec: openObject,
  status: Type.Object({
    phase: RunPhase,
    startedAt: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    finishedAt: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    progress: Type.Optional(Type.String()),
    message: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
});
export type RunDocument = Static<typeof RunDocument>;

/**
 * What a caller submits. The shape below the top is the workflow language's own and is checked where it is understood.
 * COMPAT: one client reruns by sending `resourceName` to this path, so nothing is required here.
 */
export const SubmitWorkflowRequest = Type.Object({
  metadata: Type.Optional(Type.Union([openObject, Type.Null()])),
  spec: Type.Optional(Type.Union([openObject, Type.Null()])),
  payload: Type.Optional(Type.Union([Type.Array(anyJson), Type.Null()])),
  resourceName: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});
export type SubmitWorkflowRequest = Static<typeof SubmitWorkflowRequest>;

/** Which workflow to run again; `namespace` and `resourceKind` are accepted and decide nothing. */
export const RerunWorkflowRequest = Type.Object({ resourceName: Type.String({ minLength: 1 }) });
export type RerunWorkflowRequest = Static<typeof RerunWorkflowRequest>;

/** COMPAT: one client sends the new owner in the body, another in the query. */
export const ChangeOwnerRequest = Type.Object({ username: Type.Optional(Type.String({ minLength: 1 })) });

/** A search over workflows or runs: an Elasticsearch body without an envelope. */
export const WorkflowSearchRequest = Type.Object({
  query: Type.Optional(Type.Union([openObject, Type.Null()])),
  sort: Type.Optional(anyJson),
  from: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])),
  size: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])),
});
export type WorkflowSearchRequest = Static<typeof WorkflowSearchRequest>;

/** The answer to such a search; `hits.total` is an object and `hits.hits` a list, whatever was found. */
export const WorkflowSearchResponse = Type.Object({
  took: Type.Integer(),
  timed_out: Type.Boolean(),
  _shards: openObject,
  hits: Type.Object({
    total: Type.Object({ value: Type.Integer(), relation: Type.String() }),
    max_score: Type.Null(),
    hits: Type.Array(
      Type.Object({
        _index: Type.String(),
        _type: Type.String(),
        _id: Type.String(),
        _seq_no: anyJson,
        _primary_term: anyJson,
        _score: Type.Null(),
        sort: Type.Array(anyJson),
        _source: openObject,
      }),
    ),
  }),
});
export type WorkflowSearchResponse = Static<typeof WorkflowSearchResponse>;

/** A schedule (Atlan wire, schedule document). */
export const ScheduleDocument = Type.Object({
  metadata: WorkflowMetadata,
  spec: openObject,
  status: openObject,
});
export type ScheduleDocument = Static<typeof ScheduleDocument>;

export const ScheduleList = Type.Object({
  metadata: Type.Object({ resourceVersion: Type.String() }),
  items: Type.Array(ScheduleDocument),
});
export type ScheduleList = Static<typeof ScheduleList>;

/** Runs by time; a list without an envelope. */
export const RunDocumentList = Type.Array(RunDocument);

/** Both dates are ISO 8601 with an offset. */
export const ScheduleWindowParameters = Type.Object({ startDate: Type.String(), endDate: Type.String() });
