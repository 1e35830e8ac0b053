import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse, type Info } from 'csv-parse';
import { CatalogError } from '../../foundation/index.ts';
import { unguard } from './formula-guard.ts';

/** One row of a file under its heading. */
export interface Row {
  /** 1 for the first row under the heading. */
  readonly number: number;
  /** The line of the file that it begins at; 1 is the heading's. */
  readonly line: number;
  /** By column; a blank cell is `''`. */
  readonly cells: ReadonlyMap<string, string>;
  /** It has more or fewer cells than the heading; then those it has cannot be told apart. */
  readonly problem: string | null;
}

/** How a file is read. */
export interface RowOptions {
  /** For messages. */
  readonly file: string;
  /** One character. */
  readonly separator: string;
  /** Columns without which nothing can be done with the file. */
  readonly required: readonly string[];
}

const recordCharactersMax = 4_000_000;

/**
 * Reads a file of separated values (RFC 4180) row by row, in the memory of one row: UTF-8 with or without a mark, any line ends, empty lines
 * passed over. Throws `field_invalid` for a file that is none, with the line, and for a heading that is not what it must be.
 */
export async function* readRows(bytes: Readable, options: RowOptions): AsyncGenerator<Row> {
  const parser = parse({
    delimiter: options.separator,
    record_delimiter: ['\r\n', '\n', '\r'],
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: recordCharactersMax,
  });
  // Its failure is the parser's, which is met where the parser is read.
  const reading = pipeline(bytes, (chunks: AsyncIterable<Buffer>) => decode(chunks, options), parser).catch(() => null);
  let heading: readonly string[] | null = null;
  let number = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      if (heading === null) {
        heading = readHeading(record, options);
        continue;
      }
      number += 1;
      yield readRow({ number, heading, record, info });
    }
  } catch (error) {
    throw explain(error, options);
  } finally {
    bytes.destroy();
    parser.destroy();
    await reading;
  }
  if (heading === null) throw new CatalogError('field_invalid', `${options.file} is empty: a heading is missing`);
}

async function* decode(chunks: AsyncIterable<Buffer>, { file }: RowOptions): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const read = (work: () => string): string => {
    try {
      return work();
    } catch (error) {
      throw new CatalogError('field_invalid', `${file} is not text in UTF-8`, { cause: error });
    }
  };
  for await (const chunk of chunks) yield read(() => decoder.decode(chunk, { stream: true }));
  yield read(() => decoder.decode());
}

function readHeading(record: readonly string[], { file, required }: RowOptions): readonly string[] {
  const names = record.map((name) => name.trim());
  const problems = [
    ...names.flatMap((name, index) => (name === '' ? [`column ${index + 1} has no name`] : [])),
    ...[...new Set(names.filter((name, index) => name !== '' && names.indexOf(name) !== index))].map(
      (name) => `the column \`${name}\` is there twice`,
    ),
    ...required.filter((name) => !names.includes(name)).map((name) => `the column \`${name}\` is missing`),
  ];
  if (problems.length === 0) return names;
  const message = `${file}, line 1: ${problems.join('; ')}`;
  throw new CatalogError('field_invalid', message, {
    details: problems.map((problem) => ({ path: 'line 1', message: problem })),
  });
}

interface ReadRecord {
  readonly number: number;
  readonly heading: readonly string[];
  readonly record: readonly string[];
  readonly info: Info;
}

function readRow({ number, heading, record, info }: ReadRecord): Row {
  const lineEnds = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
  const isWhole = record.length === heading.length;
  return {
    number,
    line: info.lines - lineEnds,
    cells: new Map(heading.map((name, index) => [name, unguard(record[index] ?? '')])),
    problem: isWhole ? null : `has ${record.length} cells, the heading has ${heading.length}`,
  };
}

const reasons: Readonly<Record<string, string>> = {
  CSV_INVALID_CLOSING_QUOTE: 'text after a closing quote; a quote inside a quoted cell is written twice',
  INVALID_OPENING_QUOTE:
    'a quote inside a cell that is not quoted; such a cell stands in quotes, and its quotes are written twice',
  CSV_QUOTE_NOT_CLOSED: 'a quote that is never closed',
  CSV_MAX_RECORD_SIZE: `a row of more than ${recordCharactersMax} characters`,
};

function explain(error: unknown, { file }: RowOptions): unknown {
  if (!(error instanceof CsvError)) return error;
  const reason = Object.hasOwn(reasons, error.code) ? reasons[error.code] : error.code;
  const lines: unknown = error['lines'];
  return new CatalogError('field_invalid', `${file}, line ${String(lines)}: ${reason ?? ''}`, { cause: error });
}
