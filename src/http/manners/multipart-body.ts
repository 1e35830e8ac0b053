import { isUtf8 } from 'node:buffer';
import { CatalogError } from '../../foundation/index.ts';
import { uniqueFields, type FormFields } from './form-body.ts';

export const multipartType = 'multipart/form-data';

/** Far more than a few text fields take; no file is ever read this way. */
const multipartBytesMax = 64 * 1024;

function refuse(message: string, cause?: unknown): never {
  throw new CatalogError('body_malformed', message, { cause });
}

/** The platform's own parser, which takes a whole body and is strict about it. */
async function readParts(contentType: string, bytes: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
  } catch (cause) {
    return refuse('the body is not `multipart/form-data` as its content type describes it', cause);
  }
}

/**
 * The text fields of a multipart body, or `undefined` when it is empty. Throws `body_malformed` for what is no such body, not UTF-8, or
 * holds a file, and as `uniqueFields` does; `body_too_large` beyond 64 KiB.
 */
export async function parseMultipartBody(contentType: string, bytes: Buffer): Promise<FormFields | undefined> {
  if (bytes.length === 0) return undefined;
  if (bytes.length > multipartBytesMax) {
    throw new CatalogError('body_too_large', `the body is larger than ${String(multipartBytesMax / 1024)} KiB`);
  }
  if (!isUtf8(bytes)) refuse('the body is not UTF-8');
  const fields: [string, string][] = [];
  for (const [name, value] of await readParts(contentType, bytes)) {
    if (typeof value !== 'string') refuse(`the field \`${name.slice(0, 80)}\` is a file; accepted: text`);
    fields.push([name, value]);
  }
  return uniqueFields(fields);
}
