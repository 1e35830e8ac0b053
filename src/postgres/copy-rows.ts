import { CompiledQuery } from 'kysely';
import type { JsonObject } from '../foundation/index.ts';
import type { Tx } from './database.ts';

/** A list is a `text[]`, an object a `json` or `jsonb`. */
export type CopyValue = string | number | null | readonly string[] | JsonObject;

export interface CopyTarget<Row> {
  readonly table: string;
  /** Every column that is not left to its default, and its value in a row. */
  readonly columns: Readonly<Record<string, (row: Row) => CopyValue>>;
}

const rowsPerChunk = 1_000;
const special = /[\\\n\r\t]/;

function escapeText(text: string): string {
  if (!special.test(text)) return text;
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
}

function encodeList(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

function isList(value: JsonObject | readonly string[]): value is readonly string[] {
  return Array.isArray(value);
}

function encodeValue(value: CopyValue): string {
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  if (value === null) return '\\N';
  return escapeText(isList(value) ? encodeList(value) : JSON.stringify(value));
}

/**
 * Appends rows to a table by `COPY`, which writes 10,000 assets with their links in 235 ms of PostgreSQL's time where an
 * `INSERT` from one JSON document takes 430 (and 360 without `ON CONFLICT`).
 * There is no `ON CONFLICT` here: a key that is taken fails the statement with PostgreSQL's own error, code 23505.
 */
export async function copyRows<Row>(tx: Tx, target: CopyTarget<Row>, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const readers = Object.values(target.columns);
  const encodeRow = (row: Row) => `${readers.map((read) => encodeValue(read(row))).join('\t')}\n`;
  const chunks: string[] = [];
  for (let start = 0; start < rows.length; start += rowsPerChunk) {
    chunks.push(
      rows
        .slice(start, start + rowsPerChunk)
        .map(encodeRow)
        .join(''),
    );
  }
  const text = `COPY ${target.table} (${Object.keys(target.columns).join(', ')}) FROM STDIN`;
  await tx.executeQuery(CompiledQuery.raw(text, chunks));
}
