import type { AuditAnchor } from './anchor.ts';
import { chainStart, sealRecord, type SealedRecord } from './seal-record.ts';

/** Either everything that was looked at holds, or the first record that does not and why. */
export type AuditVerdict =
  | { readonly intact: true; readonly recordCount: number }
  | { readonly intact: false; readonly sequence: number; readonly reason: string };

export type ChainFault = Extract<AuditVerdict, { intact: false }>;

/** Walks a chain, record after record. After the first fault nothing more is to be learned from it. */
export interface ChainCheck {
  /** The fault of this record, or `null`. Records come in the order of their numbers. */
  add(record: SealedRecord): ChainFault | null;
  /** The fault that only the end shows: an anchor of a record that is not there. */
  end(): ChainFault | null;
  /** How many records were added. */
  readonly recordCount: number;
  /** The last record that was added; `null` before the first. */
  readonly head: AuditAnchor | null;
}

export interface ChainCheckOptions {
  /** Anchors in any order; two of one record that differ cannot both hold. */
  readonly anchors?: Iterable<AuditAnchor>;
  /** For a part of a chain: the first record is believed to continue what came before. */
  readonly isPart?: boolean;
}

function sealFault(record: SealedRecord, previousHash: Buffer): string | null {
  if (!record.previousHash.equals(previousHash)) return 'it does not continue the record before it';
  return sealRecord(record.previousHash, record).equals(record.hash) ? null : 'its content does not match its hash';
}

interface AnchorIndex {
  readonly hashes: ReadonlyMap<number, readonly string[]>;
  /** The numbers, ascending. */
  readonly sequences: readonly number[];
}

function indexAnchors(anchors: Iterable<AuditAnchor>): AnchorIndex {
  const hashes = new Map<number, readonly string[]>();
  for (const { sequence, hash } of anchors) hashes.set(sequence, [...(hashes.get(sequence) ?? []), hash]);
  return { hashes, sequences: [...hashes.keys()].sort((one, other) => one - other) };
}

/**
 * A check of one chain. Without anchors a chain cut off at its end, or written anew from some record on, looks intact. With them
 * it does not: a record that was replaced together with all that follow is named by the first anchor that it contradicts, and
 * the reason says which records may be meant.
 */
export function createChainCheck({ anchors = [], isPart = false }: ChainCheckOptions = {}): ChainCheck {
  const { hashes, sequences } = indexAnchors(anchors);
  let last: { readonly sequence: number; readonly hash: Buffer } = { sequence: 0, hash: chainStart };
  let first: number | null = null;
  let recordCount = 0;
  let anchored = 0;
  const faultAt = (sequence: number, reason: string): ChainFault => ({ intact: false, sequence, reason });

  function anchorFault({ sequence, hash }: SealedRecord): ChainFault | null {
    const due = hashes.get(sequence);
    if (due === undefined) return null;
    const from = Math.max(anchored + 1, first ?? 1);
    const range = from < sequence ? `; the first that differs is one of ${from} to ${sequence}` : '';
    if (due.some((text) => text !== hash.toString('hex'))) {
      return faultAt(sequence, `it is not the record the anchor was taken from${range}`);
    }
    anchored = sequence;
    return null;
  }

  return {
    get recordCount() {
      return recordCount;
    },
    get head() {
      return recordCount === 0 ? null : { sequence: last.sequence, hash: last.hash.toString('hex') };
    },
    add(record) {
      if (first === null && isPart) last = { sequence: record.sequence - 1, hash: record.previousHash };
      first ??= record.sequence;
      if (record.sequence !== last.sequence + 1) return faultAt(last.sequence + 1, 'it is missing');
      const reason = sealFault(record, last.hash);
      if (reason !== null) return faultAt(record.sequence, reason);
      last = record;
      recordCount += 1;
      return anchorFault(record);
    },
    end() {
      const missing = isPart ? undefined : sequences.find((sequence) => sequence > last.sequence);
      return missing === undefined
        ? null
        : faultAt(last.sequence + 1, `records up to ${String(sequences.at(-1) ?? missing)} are missing`);
    },
  };
}
