import type { FastifyInstance } from 'fastify';
import type { AuditJournal } from '../../audit/index.ts';
import type { Clock } from '../../foundation/index.ts';
import { originOf } from './request-origin.ts';

/** Uses of one secret from one address within this time are one record. */
const useMs = 60 * 60 * 1000;
/** Pairs of secret and address that are remembered; the oldest are forgotten first, and their next use is recorded anew. */
const pairsMax = 50_000;

/** Remembers which secret was recently used from where. */
export class RecentUses {
  readonly #clock: Clock;
  readonly #seenAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether this is the first use of the pair within an hour, as this node knows it. */
  isFirst(secretId: string, address: string): boolean {
    const pair = `${secretId} ${address}`;
    const nowMs = this.#clock.now().getTime();
    const seenAt = this.#seenAt.get(pair);
    if (seenAt !== undefined && nowMs - seenAt < useMs) return false;
    this.#seenAt.delete(pair);
    this.#seenAt.set(pair, nowMs);
    if (this.#seenAt.size > pairsMax) this.#seenAt.delete(this.#seenAt.keys().next().value ?? '');
    return true;
  }
}

/**
 * Records from where each secret is used: the first use per secret, address and hour. After the answer and without waiting,
 * because nothing depends on it.
 */
export function registerUseRecords(server: FastifyInstance, deps: { journal: AuditJournal; clock: Clock }): void {
  const uses = new RecentUses(deps.clock);
  server.addHook('onResponse', (request, _reply, done) => {
    const { tokenStatus, principal } = request;
    if (tokenStatus?.status === 'valid' && principal !== null && uses.isFirst(tokenStatus.secretId, request.ip)) {
      const object = { objectKind: 'secret', objectId: tokenStatus.secretId, detail: { kind: tokenStatus.secretKind } };
      deps.journal.note({ actor: principal, action: 'secret.use', ...object, origin: originOf(request) });
    }
    done();
  });
}
