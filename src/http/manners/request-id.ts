import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The header in which official clients send an id per call and in which every answer carries one. */
export const requestIdHeader = 'x-atlan-request-id';

const acceptable = /^[\w.:-]{1,128}$/;

/**
 * The id of a request: the caller's own when it is short and plain, a new one otherwise.
 * SECURITY: the id goes into logs and answers, so nothing that could break a line or a header is taken over.
 */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers[requestIdHeader];
  return typeof given === 'string' && acceptable.test(given) ? given : randomUUID();
}
