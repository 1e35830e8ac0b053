import {
  createAccessRequest,
  getAccessRequest,
  listAccessRequests,
  refuseAccessRequest,
  withdrawAccessRequest,
  type AccessRequest,
  type AccessRequestQuery,
} from '../../access/index.ts';
import { approveAccessRequest } from '../../catalog/index.ts';
import type { AccessRequest as WireAccessRequest } from '../../contract/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { renderPage } from '../atlan/render-page.ts';
import type { HttpDeps } from '../deps.ts';
import { queryInteger, queryText, type QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';

const roles = ['requester', 'decider'] as const;
const statuses = ['pending', 'approved', 'refused', 'withdrawn', 'expired'] as const;

function readWord<Word extends string>(query: QueryValues, key: string, words: readonly Word[]): Word | undefined {
  const text = queryText(query, key);
  const word = words.find((one) => one === text);
  if (text === undefined || word !== undefined) return word;
  throw new CatalogError('field_invalid', `query parameter \`${key}\` is \`${text}\`; accepted: ${words.join(', ')}`);
}

function readRequestQuery(query: QueryValues): AccessRequestQuery {
  const limit = queryInteger(query, 'limit');
  return {
    role: readWord(query, 'role', roles),
    status: readWord(query, 'status', statuses),
    offset: queryInteger(query, 'offset') ?? 0,
    ...(limit === undefined || limit === 0 ? {} : { limit }),
  };
}

function renderAccessRequest(request: AccessRequest): WireAccessRequest {
  const { id, kind, target, object, requester, reason, status, decisionReason, mayDecide } = request;
  return {
    ...{ id, kind, target, object, reason, status, decisionReason, mayDecide },
    requester: { kind: requester.kind, username: requester.username, displayName: requester.displayName },
    createdAt: request.createdAt.toISOString(),
    expiresAt: request.expiresAt.toISOString(),
    decidedAt: request.decidedAt?.toISOString() ?? null,
    decidedBy: request.decidedBy?.username ?? null,
  };
}

/** Requests for access, and the answers of those who may give it. */
export function registerAccessRequestRoutes(router: Router, { access, catalog }: HttpDeps): void {
  serve(router, 'createAccessRequest', async ({ principal, body }) =>
    renderAccessRequest(await createAccessRequest(access, principal, body)),
  );

  serve(router, 'listAccessRequests', async ({ principal, query }) =>
    renderPage(await listAccessRequests(access, principal, readRequestQuery(query)), renderAccessRequest),
  );

  serve(router, 'getAccessRequest', async ({ principal, params }) =>
    renderAccessRequest(await getAccessRequest(access, principal, params.id)),
  );

  serve(router, 'approveAccessRequest', async ({ principal, params, body }) =>
    renderAccessRequest(await approveAccessRequest(catalog, principal, { id: params.id, reason: body.reason })),
  );

  serve(router, 'refuseAccessRequest', async ({ principal, params, body }) =>
    renderAccessRequest(await refuseAccessRequest(access, principal, { id: params.id, reason: body.reason })),
  );

  serve(router, 'withdrawAccessRequest', async ({ principal, params }) =>
    renderAccessRequest(await withdrawAccessRequest(access, principal, params.id)),
  );
}
