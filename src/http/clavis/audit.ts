import {
  awaitAuditRecords,
  checkAudit,
  listAuditRecords,
  listAuditSinks,
  type AuditQuery,
} from '../../access/index.ts';
import type { SinkState } from '../../audit/index.ts';
import type { AuditCheck, AuditSinkState } from '../../contract/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryInteger, queryText, type QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';

const limitDefault = 100;
const limitMax = 1_000;
const dayForm = /^\d{4}-\d\d-\d\d$/;

function readLimit(query: QueryValues): number {
  const limit = queryInteger(query, 'limit') ?? 0;
  if (limit <= limitMax) return limit === 0 ? limitDefault : limit;
  const accepted = `accepted: up to ${String(limitMax)}`;
  throw new CatalogError('field_invalid', `query parameter \`limit\` is \`${String(limit)}\`; ${accepted}`);
}

/** A moment, or the first or last millisecond of a day. */
function readMoment(query: QueryValues, key: 'from' | 'to'): Date | undefined {
  const text = queryText(query, key);
  if (text === undefined) return undefined;
  const edge = key === 'from' ? 'T00:00:00.000Z' : 'T23:59:59.999Z';
  const moment = new Date(dayForm.test(text) ? text + edge : text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(moment.getTime())) return moment;
  const accepted = 'accepted: a date or time such as `2026-01-31` or `2026-01-31T12:00:00Z`';
  throw new CatalogError('field_invalid', `query parameter \`${key}\` is \`${text}\`; ${accepted}`);
}

function readQuery(query: QueryValues): AuditQuery {
  const texts = (['action', 'actor', 'objectKind', 'objectId'] as const).flatMap((key) => {
    const text = queryText(query, key);
    return text === undefined ? [] : [[key, text] as const];
  });
  const [from, to] = [readMoment(query, 'from'), readMoment(query, 'to')];
  return {
    ...Object.fromEntries(texts),
    after: queryInteger(query, 'after') ?? 0,
    limit: readLimit(query),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function renderSink({ deliveredAt, lastErrorAt, ...state }: SinkState): AuditSinkState {
  return {
    ...state,
    deliveredAt: deliveredAt?.toISOString() ?? null,
    lastErrorAt: lastErrorAt?.toISOString() ?? null,
  };
}

/** Reading, following and checking the audit record. */
export function registerAuditRoutes(router: Router, { audit }: Pick<HttpDeps, 'audit'>): void {
  serve(router, 'listAuditRecords', ({ principal, query }) => listAuditRecords(audit, principal, readQuery(query)));

  serve(router, 'streamAuditRecords', ({ principal, query }) =>
    awaitAuditRecords(audit, principal, { after: queryInteger(query, 'after') ?? 0, limit: readLimit(query) }),
  );

  serve(router, 'verifyAudit', async ({ principal }): Promise<AuditCheck> => {
    const { verdict, head, anchorCount, anchorFault, anchorKey } = await checkAudit(audit, principal);
    const { intact } = verdict;
    return {
      ok: intact && anchorFault === null,
      records: intact ? verdict.recordCount : verdict.sequence - 1,
      head,
      anchors: anchorCount,
      anchorKey,
      firstBad: intact ? null : { sequence: verdict.sequence, reason: verdict.reason },
      anchorFault,
    };
  });

  serve(router, 'listAuditSinks', async ({ principal }) => ({
    sinks: (await listAuditSinks(audit, principal)).map(renderSink),
  }));
}
