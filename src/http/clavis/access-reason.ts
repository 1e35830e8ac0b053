import { listDenials } from '../../access/index.ts';
import {
  explainAccess,
  findUnused,
  listGrants,
  reviewAccess,
  simulateAccess,
  whoCan,
  type AccessDraft,
  type AssetReference,
} from '../../catalog/index.ts';
import { CatalogError, requireNoProblems } from '../../foundation/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryInteger, queryText, type QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';
import { grantsCsv, renderGrants, renderReview, renderUnused, reviewCsv, whoCsv } from './render-access.ts';
import { asCsvFile, wantsCsv } from './csv-answer.ts';

const daysDefault = 90;
const daysMax = 3_650;

function requireText(query: QueryValues, key: string): string {
  const text = queryText(query, key);
  if (text !== undefined) return text;
  throw new CatalogError('field_invalid', `query parameter \`${key}\` is missing`);
}

/** By guid, or by type and qualified name; not by both. */
function readAsset(query: QueryValues): AssetReference {
  const guid = queryText(query, 'asset');
  const [typeName, qualifiedName] = [queryText(query, 'typeName'), queryText(query, 'qualifiedName')];
  if (guid !== undefined && typeName === undefined && qualifiedName === undefined) return { guid };
  if (guid === undefined && typeName !== undefined && qualifiedName !== undefined) return { typeName, qualifiedName };
  requireNoProblems('field_invalid', [
    { path: 'asset', message: 'which asset? accepted: `asset=<guid>`, or `typeName` and `qualifiedName`' },
  ]);
  return { guid: '' };
}

const dayForm = /^\d{4}-\d\d-\d\d$/;

/** A moment, or the last of a day; today is now. */
function readAt(query: QueryValues, now: Date): { readonly at?: Date } {
  const text = queryText(query, 'at');
  if (text === undefined) return {};
  const isDay = dayForm.test(text);
  const at = new Date(isDay ? `${text}T23:59:59.999Z` : text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(at.getTime())) {
    const accepted = 'accepted: a date or time such as `2026-01-31` or `2026-01-31T12:00:00Z`';
    throw new CatalogError('field_invalid', `query parameter \`at\` is \`${text}\`; ${accepted}`);
  }
  return isDay && text === now.toISOString().slice(0, 10) ? { at: now } : { at };
}

function readDays(query: QueryValues): number {
  const days = queryInteger(query, 'days') ?? daysDefault;
  if (days >= 1 && days <= daysMax) return days;
  const accepted = `accepted: 1 to ${String(daysMax)}`;
  throw new CatalogError('field_invalid', `query parameter \`days\` is \`${String(days)}\`; ${accepted}`);
}

function registerQuestions(router: Router, { access, catalog, journal }: HttpDeps): void {
  serve(router, 'explainAccess', async ({ principal, query, request }) => {
    const question = {
      actor: queryText(query, 'actor') ?? 'me',
      action: requireText(query, 'action'),
      asset: readAsset(query),
    };
    const { explanation, decision } = await explainAccess(catalog, principal, question);
    const { actor, asset } = explanation;
    const { action, effect, stage, by } = decision;
    // The answer may count what decided instead of naming it; whoever opens the trace reads it here.
    journal.note({
      actor: principal,
      ...{ action: 'access.explain', objectKind: 'asset', objectId: asset.guid },
      detail: { requestId: request.id, about: actor.id, denied: { action, effect, stage, by } },
    });
    return { ...explanation, trace: request.id };
  });

  serve(router, 'listDenials', async ({ principal, params }) => {
    const denials = await listDenials(access, principal, params.trace);
    return { trace: params.trace, denials: denials.map((one) => ({ ...one, at: one.at.toISOString() })) };
  });

  serve(router, 'simulateAccess', ({ principal, body }) =>
    // Attributes of the Atlan wire are whatever JSON holds; the operation judges them.
    simulateAccess(catalog, principal, body as AccessDraft),
  );

  serve(router, 'findUnusedAccess', async ({ principal, query }) =>
    renderUnused(await findUnused(catalog, principal, { days: readDays(query) })),
  );
}

/** Why somebody may, who may, what a change would do, what everybody holds or held. */
export function registerAccessReasonRoutes(router: Router, deps: HttpDeps): void {
  const { catalog, clock } = deps;
  registerQuestions(router, deps);

  serve(router, 'whoCan', async ({ principal, query, request, reply }) => {
    const csv = wantsCsv(request, query);
    const question = { action: requireText(query, 'action'), asset: readAsset(query) };
    const who = await whoCan(catalog, principal, question);
    return csv ? asCsvFile(reply, 'who', whoCsv(who)) : who;
  });

  serve(router, 'listActorGrants', async ({ principal, params, query, request, reply }) => {
    const csv = wantsCsv(request, query);
    const wanted = { actor: params.actor, ...readAt(query, clock.now()) };
    const grants = await listGrants(catalog, principal, wanted);
    return csv ? asCsvFile(reply, 'grants', grantsCsv(grants)) : renderGrants(grants);
  });

  serve(router, 'reviewAccess', async ({ principal, query, request, reply }) => {
    const csv = wantsCsv(request, query);
    const review = await reviewAccess(catalog, principal, readAt(query, clock.now()));
    return csv ? asCsvFile(reply, 'review', reviewCsv(review)) : renderReview(review);
  });
}
