import type { PortableRecord } from '../../chain/index.ts';

/** A place that is told of every audit record, beside the database. */
export interface AuditSink {
  readonly kind: 'jsonl' | 'webhook' | 'otlp';
  /** Under which its progress is kept; places of different names are told apart. */
  readonly name: string;
  /**
   * Delivers records that follow each other, all or none; throws when it is not sure that all arrived. May be given the same
   * records again. `signal` says when nobody waits for it any more.
   */
  deliver(records: readonly PortableRecord[], signal: AbortSignal): Promise<void>;
}
