import type { Logger } from '../../foundation/index.ts';
import type { Db } from '../../postgres/index.ts';
import { readSinkStates, type SinkState } from './sink-cursor.ts';
import { SinkDelivery } from './sink-delivery.ts';
import type { AuditSink } from './sink.ts';

export interface AuditSinksDeps {
  readonly db: Db;
  readonly log: Logger;
  readonly sinks: readonly AuditSink[];
  /** How often sinks look for news; a second when absent. */
  readonly lookMs?: number;
}

/** The places of this process that are told of audit records, each on its own: one that hangs holds up no other. */
export class AuditSinks {
  readonly #deps: AuditSinksDeps;
  readonly #deliveries: readonly SinkDelivery[];

  constructor(deps: AuditSinksDeps) {
    this.#deps = deps;
    this.#deliveries = deps.sinks.map((sink) => new SinkDelivery({ ...deps, sink }));
  }

  start(): void {
    for (const delivery of this.#deliveries) delivery.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#deliveries.map((delivery) => delivery.stop()));
  }

  /** The states of this process's own sinks, under the names of their kinds. */
  async readOwnStates(): Promise<readonly SinkState[]> {
    if (this.#deps.sinks.length === 0) return [];
    const names = this.#deps.sinks.map(({ name }) => name);
    const states = await readSinkStates(this.#deps.db, names);
    return states.map((state) => ({
      ...state,
      name: this.#deps.sinks.find(({ name }) => name === state.name)?.kind ?? state.name,
    }));
  }
}
