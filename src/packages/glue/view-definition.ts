import { type Table } from '@aws-sdk/client-glue';
import { tryParseJson } from '../../foundation/index.ts';

const athenaView = /^\s*\/\*\s*Presto View:\s*([A-Za-z0-9+/=\s]+?)\s*\*\/\s*$/;

/**
 * The statement of a view as its author wrote it, `null` when the source keeps none. Athena, Presto and Trino hide theirs in
 * a comment, as base64 JSON with `originalSql`; a text that only looks like that is kept as it is.
 */
export function viewDefinition(table: Table): string | null {
  const original = table.ViewOriginalText ?? '';
  if (original.trim() !== '') return athenaStatement(original) ?? original;
  const dialect = table.ViewDefinition?.Representations?.find(({ ViewOriginalText }) => ViewOriginalText);
  if (dialect?.ViewOriginalText) return dialect.ViewOriginalText;
  const expanded = table.ViewExpandedText ?? '';
  return expanded.trim() === '' || expanded.trim() === '/* Presto View */' ? null : expanded;
}

function athenaStatement(text: string): string | null {
  const body = athenaBody(text);
  const sql: unknown = typeof body === 'object' && body !== null && 'originalSql' in body ? body.originalSql : null;
  return typeof sql === 'string' && sql !== '' ? sql : null;
}

/** What Athena, Presto and Trino keep of a view; `undefined` for the text of any other one. */
export function athenaBody(text: string): unknown {
  const encoded = athenaView.exec(text)?.[1];
  return encoded === undefined ? undefined : tryParseJson(Buffer.from(encoded, 'base64').toString('utf8'));
}
