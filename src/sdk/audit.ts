import type { AuditCheck, AuditPage, AuditRecord, AuditSinkList, AuditSinkState } from '../contract/index.ts';
import { type CallOptions, type Transport } from './transport.ts';

export type { AuditCheck, AuditRecord, AuditSinkState } from '../contract/index.ts';

/** Which records are wanted; what is absent does not restrict. */
export interface AuditFilter {
  /** Only records with a higher number. */
  after?: number;
  /** Such as `api-token.create`. */
  action?: string;
  /** Id or name of who acted. */
  actor?: string;
  objectKind?: string;
  objectId?: string;
  /** ISO 8601 date or time. */
  from?: string;
  /** ISO 8601 date or time; a date is its whole day. */
  to?: string;
}

const auditPath = '/api/clavis/v1/audit';
const pageSize = 1000;
/** The server answers after five seconds, with or without news. */
const checkMsMax = 120_000;

/** Clavis only, for admins: what was done, by whom, from where; and whether anybody has changed it since. */
export class Audit {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Records by number, ascending, fetched as they are needed, up to the newest. */
  async *records(filter: AuditFilter = {}, options?: CallOptions): AsyncGenerator<AuditRecord, void, undefined> {
    for (let after = filter.after ?? 0; ;) {
      const { records } = await this.#page('records', { ...filter, after, limit: pageSize }, options);
      yield* records;
      if (records.length < pageSize) return;
      after = records.at(-1)?.sequence ?? after;
    }
  }

  /** The number of the newest record, 0 while there is none. */
  async headSequence(options?: CallOptions): Promise<number> {
    return (await this.#page('records', { limit: 1 }, options)).headSequence;
  }

  /** Records after that number as they come, until the signal is aborted. */
  async *follow(after: number, options?: CallOptions): AsyncGenerator<AuditRecord, void, undefined> {
    for (let last = after; ;) {
      const { records } = await this.#page('stream', { after: last, limit: pageSize }, options);
      yield* records;
      last = records.at(-1)?.sequence ?? last;
    }
  }

  /** Lets the server check its whole record and its anchors. */
  verify(options?: CallOptions): Promise<AuditCheck> {
    const call = { method: 'GET', path: `${auditPath}/verify` } as const;
    return this.#transport.call<AuditCheck>(call, { timeoutMs: checkMsMax, ...options });
  }

  /** How far each place is that is told of records. */
  async sinks(options?: CallOptions): Promise<AuditSinkState[]> {
    const call = { method: 'GET', path: `${auditPath}/sinks` } as const;
    return (await this.#transport.call<AuditSinkList>(call, options)).sinks;
  }

  #page(name: 'records' | 'stream', query: AuditFilter & { limit: number }, options?: CallOptions): Promise<AuditPage> {
    const call = { method: 'GET', path: `${auditPath}/${name}`, query: { ...query } } as const;
    return this.#transport.call<AuditPage>(call, options);
  }
}
