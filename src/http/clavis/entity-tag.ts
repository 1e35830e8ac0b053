import type { FastifyRequest } from 'fastify';
import type { ExpectedVersions } from '../../access/index.ts';
import { CatalogError } from '../../foundation/index.ts';

/** The `ETag` of a record in this version (RFC 9110, 8.8.3). */
export function entityTag(version: number): string {
  return `"${String(version)}"`;
}

const tags = /^\s*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"\s*(?:,\s*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"\s*)*$/;

/**
 * What `If-Match` says (RFC 9110, 13.1.1): versions, `any` for `*`, `null` where there is no such header. A tag that is no
 * version of ours, or a weak one, matches none. Throws `field_invalid` for what is no list of tags.
 */
export function readIfMatch({ headers }: Pick<FastifyRequest, 'headers'>): ExpectedVersions {
  const text = headers['if-match'];
  if (text === undefined) return null;
  if (text.trim() === '*') return 'any';
  if (!tags.test(text)) {
    const message = `If-Match: must be an ETag as it was answered, such as \`"3"\`, or \`*\`; got \`${text}\``;
    throw new CatalogError('field_invalid', message, { details: [{ path: 'If-Match', message }] });
  }
  return [...text.matchAll(/(^|[,\s])"([1-9]\d{0,8})"/g)].map(([, , version]) => Number(version));
}
