import type { FastifyReply, FastifyRequest } from 'fastify';
import { CatalogError } from '../../foundation/index.ts';
import { queryText, type QueryValues } from '../manners/query-string.ts';

/** Whether the caller wants CSV: by `format=csv`, or by preferring it in `Accept`. Throws `field_invalid` for another format. */
export function wantsCsv(request: FastifyRequest, query: QueryValues): boolean {
  const format = queryText(query, 'format');
  if (format === undefined) return /^\s*text\/csv\b/i.test(request.headers.accept ?? '');
  if (format === 'csv' || format === 'json') return format === 'csv';
  throw new CatalogError('field_invalid', `query parameter \`format\` is \`${format}\`; accepted: json, csv`);
}

/** Makes the answer a file of that name. */
export function asCsvFile(reply: FastifyReply, name: string, text: string): string {
  void reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${name}.csv"`);
  return text;
}
