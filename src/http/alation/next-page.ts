import type { FastifyReply } from 'fastify';
import { encodeQuery, type QueryValues } from '../manners/query-string.ts';

/** What a page shows, and where the next one begins. */
interface Page {
  readonly next: { readonly skip: number; readonly limit: number } | null;
  readonly shown: readonly string[] | null;
}

/**
 * Tells where the next page is, as a path on this server with every filter of this one. COMPAT: clients put their host before it, and go on
 * for as long as the header is there, so behind the last page there is none (Alation wire, list conventions).
 */
function announceNext(
  reply: FastifyReply,
  place: { readonly path: string; readonly query: QueryValues },
  page: Page,
): void {
  if (page.next === null) return;
  const { skip, limit } = page.next;
  const query = encodeQuery({ ...place.query, limit: [String(limit)], skip: [String(skip)] });
  void reply.header('x-next-page', `${place.path}/?${query}`);
}

/** The object with those members that were asked for. */
function pick(object: object, shown: readonly string[] | null): object {
  if (shown === null) return object;
  return Object.fromEntries(Object.entries(object).filter(([member]) => shown.includes(member)));
}

/** A page as the wire has it: a list of objects, and in a header where the next one is. */
export function answerPage<Listed>(
  { reply, query, path }: { readonly reply: FastifyReply; readonly query: QueryValues; readonly path: string },
  page: Page & { readonly objects: readonly Listed[] },
  render: (object: Listed) => object,
): object[] {
  announceNext(reply, { path, query }, page);
  return page.objects.map((object) => pick(render(object), page.shown));
}

/** The number in a path; one that none can be for what is no whole number, so that it is found nowhere. */
export function numberInPath(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : -1;
}
