import { Type, type Static } from 'typebox';
import { nullable, openObject } from './envelope.ts';

const aggregations = nullable(openObject);
const texts = Type.Array(Type.String());

/** A search in one of the logs (Atlan wire: audit and search log). `dsl` is the Elasticsearch body. */
export const LogSearchRequest = Type.Object({
  dsl: openObject,
  attributes: Type.Optional(nullable(Type.Array(Type.String()))),
});
export type LogSearchRequest = Static<typeof LogSearchRequest>;

/** One thing that happened to one asset. Times are epoch milliseconds; what `detail` holds depends on `action`. */
export const EntityAudit = Type.Object({
  entityQualifiedName: Type.String(),
  typeName: Type.String(),
  entityId: Type.String(),
  timestamp: Type.Integer(),
  created: Type.Integer(),
  user: Type.String(),
  action: Type.String(),
  eventKey: Type.String(),
  detail: openObject,
});
export type EntityAudit = Static<typeof EntityAudit>;

/** `count` is of this page, `totalCount` of everything that matches. */
export const HistorySearchResponse = Type.Object({
  entityAudits: Type.Array(EntityAudit),
  aggregations,
  count: Type.Integer(),
  totalCount: Type.Integer(),
});
export type HistorySearchResponse = Static<typeof HistorySearchResponse>;

/** One search that was remembered. Times are epoch milliseconds, `responseTime` milliseconds. */
export const SearchLogEntry = Type.Object({
  userAgent: Type.String(),
  host: Type.String(),
  ipAddress: Type.String(),
  userName: Type.String(),
  entityGuidsAll: texts,
  entityQFNamesAll: texts,
  entityGuidsAllowed: texts,
  entityQFNamesAllowed: texts,
  entityTypeNamesAll: texts,
  entityTypeNamesAllowed: texts,
  utmTags: texts,
  hasResult: Type.Boolean(),
  resultsCount: Type.Integer(),
  responseTime: Type.Integer({ minimum: 1 }),
  createdAt: Type.Integer(),
  timestamp: Type.Integer(),
  failed: Type.Boolean(),
  'request.dsl': openObject,
  'request.dslText': Type.String(),
  'request.attributes': texts,
  'request.relationAttributes': texts,
});
export type SearchLogEntry = Static<typeof SearchLogEntry>;

export const SearchLogResponse = Type.Object({
  logs: Type.Array(SearchLogEntry),
  aggregations: Type.Optional(openObject),
  approximateCount: Type.Integer(),
});
export type SearchLogResponse = Static<typeof SearchLogResponse>;

/** A task that carried a tag on. Times are epoch milliseconds. */
export const Task = Type.Object({
  type: Type.String(),
  guid: Type.String(),
  createdBy: Type.String(),
  createdTime: Type.Integer(),
  updatedTime: Type.Integer(),
  startTime: Type.Integer(),
  endTime: Type.Integer(),
  timeTakenInSeconds: Type.Integer(),
  parameters: openObject,
  attemptCount: Type.Integer(),
  status: Type.String(),
  classificationId: Type.String(),
  entityGuid: Type.String(),
});
export type Task = Static<typeof Task>;

export const TaskSearchRequest = Type.Object({ dsl: openObject });
export type TaskSearchRequest = Static<typeof TaskSearchRequest>;

export const TaskSearchResponse = Type.Object({
  tasks: Type.Array(Task),
  approximateCount: Type.Integer(),
  aggregations,
});
export type TaskSearchResponse = Static<typeof TaskSearchResponse>;
