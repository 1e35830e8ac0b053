import { systemActor } from '../../audit/index.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import type { RefusalReason, SingleSignOnRefusal } from './refusal.ts';
import type { SingleSignOn } from './single-sign-on.ts';

export interface RefusedAttempt {
  readonly alias: string;
  readonly origin: RequestOrigin;
  readonly traceId: string;
}

/** What anybody can cause without a provider having said anything; counted, lest a stranger fill the record. */
const anybodys: ReadonlySet<RefusalReason> = new Set([
  'provider-unknown',
  'provider-unreachable',
  'provider-misconfigured',
  'start-missing',
  'start-spent',
  'state-mismatch',
]);

/** A path part that a stranger chose. */
function knownAlias(alias: string): string {
  return /^[a-z0-9-]{1,40}$/.test(alias) ? alias : 'unknown';
}

/** Writes down why a sign-in at a provider was refused, before the answer leaves. */
export async function recordRefusal(
  { journal, log }: Pick<SingleSignOn, 'journal' | 'log'>,
  attempt: RefusedAttempt,
  refusal: SingleSignOnRefusal,
): Promise<void> {
  const { origin, traceId } = attempt;
  const { reason, note } = refusal;
  const alias = knownAlias(attempt.alias);
  const isAnybodys = anybodys.has(reason);
  log[isAnybodys ? 'info' : 'warn']({ requestId: traceId, provider: alias, reason, note }, 'single sign-on refused');
  const entry = {
    actor: refusal.actor ?? systemActor,
    action: 'session.refuse',
    objectKind: 'identity-provider',
    origin,
  };
  const detail = { method: `sso:${alias}`, reason };
  // Tallies are kept apart by their object, so the reason is part of it.
  if (isAnybodys) journal.tally({ ...entry, objectId: `${alias} ${reason}`, detail });
  else await journal.record({ ...entry, objectId: alias, detail: { ...detail, note, requestId: traceId } });
}
