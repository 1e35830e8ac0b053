import { recordAudit } from '../../audit/index.ts';
import { CatalogError, isGuid, newGuid, requireNoProblems, type Problem } from '../../foundation/index.ts';
import { type Principal } from '../../identity/index.ts';
import { retryTransaction, sql, type Tx } from '../../postgres/index.ts';
import { type AccessDeps } from '../deps.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { getAnyAccessRequest, type AccessRequestKind, type AccessRequestRecord } from './access-request.ts';
import { gatherRequestView, showAccessRequest, type AccessRequest } from './read-access-requests.ts';

export interface AccessRequestInput {
  readonly kind: AccessRequestKind;
  /** A guid or a qualified name. */
  readonly target: string;
  readonly reason: string;
  /** 7 when absent. */
  readonly expiresInDays?: number | undefined;
}

const daysDefault = 7;
const daysMax = 30;

/** So many questions at once are none that somebody answers; and a token that asks without end fills no table. */
const pendingMax = 20;

function requireInput({ target, reason, expiresInDays = daysDefault }: AccessRequestInput): void {
  const problems: Problem[] = [];
  if (target.trim() === '' || target.length > 500)
    problems.push({ path: 'target', message: 'must be a guid or a qualified name of at most 500 characters' });
  if (reason.trim() === '' || reason.length > 2000)
    problems.push({ path: 'reason', message: 'must say why, in at most 2000 characters' });
  if (!Number.isInteger(expiresInDays) || expiresInDays < 1 || expiresInDays > daysMax) {
    const message = `must be a whole number from 1 to ${String(daysMax)}; got \`${String(expiresInDays)}\``;
    problems.push({ path: 'expiresInDays', message });
  }
  requireNoProblems('field_invalid', problems);
}

/** Requests of one requester follow one another, or two at once would both be the twentieth. */
async function holdRequests(tx: Tx, actorId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`access requests of ${actorId}`}, 0))`.execute(tx);
  await sql`
    UPDATE access_request SET state = 'expired', decided_at = expires_at
    WHERE requester_id = ${actorId} AND state = 'pending' AND expires_at <= now()`.execute(tx);
}

async function findPending(tx: Tx, actorId: string, input: AccessRequestInput): Promise<string | null> {
  const pending = await tx
    .selectFrom('access_request')
    .select(['id', 'kind', 'target'])
    .where('requester_id', '=', actorId)
    .where('state', '=', 'pending')
    .execute();
  const same = pending.find(({ kind, target }) => kind === input.kind && target === input.target);
  if (same !== undefined) return same.id;
  if (pending.length < pendingMax) return null;
  throw new CatalogError(
    'state_conflict',
    `there are ${String(pending.length)} pending access requests of yours, which is the most; withdraw one or wait for a decision`,
  );
}

/** Refused only for what the actor knows of itself. */
function requireMissing({ connections, personas }: AccessFacts, { kind, target }: AccessRequestInput): void {
  const held = kind === 'persona' ? personas : connections;
  if (!held.some(({ guid, qualifiedName }) => target === qualifiedName || target.toLowerCase() === guid)) return;
  const what = kind === 'persona' ? 'in persona' : 'admin of connection';
  throw new CatalogError('state_conflict', `you are ${what} \`${target}\` already`);
}

interface Target {
  readonly guid: string;
  readonly qualifiedName: string;
}

/** What is asked for, whoever may see it. */
async function findTarget(tx: Tx, { kind, target }: AccessRequestInput): Promise<Target | null> {
  const same = isGuid(target) ? sql`guid = ${target.toLowerCase()}` : sql`qualified_name = ${target}`;
  const typeName = kind === 'persona' ? 'Persona' : 'Connection';
  const { rows } = await sql<Target>`
    SELECT guid, qualified_name AS "qualifiedName" FROM asset
    WHERE type_name = ${typeName} AND state = 'ACTIVE' AND ${same}`.execute(tx);
  return rows[0] ?? null;
}

async function insertRequest(tx: Tx, actorId: string, input: AccessRequestInput): Promise<string> {
  const id = newGuid();
  const found = await findTarget(tx, input);
  await sql`
    INSERT INTO access_request
      (id, kind, requester_id, responsible_id, target, target_guid, target_qualified_name, reason, expires_at)
    VALUES (${id}, ${input.kind}, ${actorId}, (SELECT responsible_actor_id FROM api_token WHERE actor_id = ${actorId}),
      ${input.target}, ${found?.guid ?? null}, ${found?.qualifiedName ?? null}, ${input.reason},
      now() + make_interval(days => ${input.expiresInDays ?? daysDefault}::int))`.execute(tx);
  return id;
}

function audit(tx: Tx, principal: Principal, { id, kind, target, object, ...request }: AccessRequestRecord) {
  return recordAudit(tx, {
    actor: principal,
    action: 'access-request.create',
    objectKind: 'access-request',
    objectId: id,
    detail: {
      ...{ kind, target, requester: request.requester.username, reason: request.reason },
      object: object === null ? null : object.guid,
      expiresAt: request.expiresAt.toISOString(),
    },
  });
}

/**
 * Asks, for the actor itself, to become admin of a connection or to be put into a persona. Asking for the same again while it is pending
 * answers that request.
 * SECURITY: what is hidden, what does not exist and what can be asked for answer alike, with what was typed and nothing else.
 * Throws `field_invalid`, `state_conflict` (the actor has it already; 20 pending requests).
 */
export async function createAccessRequest(
  deps: AccessDeps,
  principal: Principal,
  input: AccessRequestInput,
): Promise<AccessRequest> {
  requireInput(input);
  return retryTransaction(deps.db, async (tx) => {
    const { actorId } = principal;
    await holdRequests(tx, actorId);
    const view = await gatherRequestView(tx, principal);
    requireMissing(view.facts, input);
    const pending = await findPending(tx, actorId, input);
    if (pending !== null) return showAccessRequest(view, await getAnyAccessRequest(tx, pending));
    const record = await getAnyAccessRequest(tx, await insertRequest(tx, actorId, input));
    await audit(tx, principal, record);
    return showAccessRequest(view, record);
  });
}
