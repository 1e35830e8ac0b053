import type { FastifyReply } from 'fastify';
import { CatalogError } from '../../foundation/index.ts';
import type { ActorBudget, IdentityDeps } from '../../identity/index.ts';

/** Whose request it is, and its own limit; `null` for the workspace's. */
export interface RequestSpender {
  readonly actorId: string;
  readonly requestsPerMinute: number | null;
}

/**
 * What is left, in the fields of draft-ietf-httpapi-ratelimit-headers-06. The policy is the limit over all nodes; limit and
 * remaining are what this node gives of it.
 */
function headersOf(budget: ActorBudget): Record<string, string> {
  return {
    'ratelimit-limit': String(budget.nodeLimit),
    'ratelimit-remaining': String(budget.remaining),
    'ratelimit-reset': String(budget.resetSeconds),
    'ratelimit-policy': `${String(budget.requestsPerMinute)};w=60`,
  };
}

/** Spends one request of an actor and says in the headers what is left. Throws `rate_limited` when nothing is. */
export function spendRequest({ limits }: IdentityDeps, reply: FastifyReply, spender: RequestSpender): void {
  const budget = limits?.actors.spend(spender.actorId, spender.requestsPerMinute) ?? null;
  if (budget === null) return;
  void reply.headers(headersOf(budget));
  if (budget.allowed) return;
  const { requestsPerMinute, retryAfterSeconds } = budget;
  const message = `the limit of ${String(requestsPerMinute)} requests a minute is used up; try again in ${String(retryAfterSeconds)} seconds`;
  throw new CatalogError('rate_limited', message, { retryAfterSeconds });
}
