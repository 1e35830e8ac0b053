import { type CallOptions, type Transport } from './transport.ts';

/** Clavis only: secrets that became known. */
export class Leaks {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Makes a leaked secret worthless: a live API token is suspended, any other secret ends. Needs no credential; the answer is the
   * same whatever the secret was.
   */
  async report(leak: { secret: string; source?: string }, options?: CallOptions): Promise<void> {
    const call = { method: 'POST', path: '/api/clavis/v1/leaks', body: leak, idempotent: true } as const;
    await this.#transport.call<unknown>(call, options);
  }
}
