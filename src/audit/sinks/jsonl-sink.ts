import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { appendLines } from '../append-lines.ts';
import type { AuditSink } from './sink.ts';

/**
 * A file of JSON lines on this machine, one record a line, made with mode 0600. It may be moved away or deleted at any time, as rotation
 * does; the next record begins a new one. Every machine keeps its own and complete file.
 */
export function createJsonlSink(path: string): AuditSink {
  const place = createHash('sha256').update(path).digest('hex').slice(0, 8);
  return {
    kind: 'jsonl',
    name: `jsonl@${hostname()}:${place}`,
    deliver: (records) => appendLines(path, records.map((record) => `${JSON.stringify(record)}\n`).join('')),
  };
}
