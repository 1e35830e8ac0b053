import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CatalogError } from '../../foundation/index.ts';
import { formType, mediaTypeOf, parseFormBody } from './form-body.ts';
import { parseJsonBody } from './json-body.ts';
import { multipartType, parseMultipartBody } from './multipart-body.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is a form, as some protocols have it. */
    readsForm?: boolean;
    /** The body is JSON, a form or multipart text fields, as the caller likes. */
    readsAnyEncoding?: boolean;
  }
}

/** The largest body that is read; ten thousand assets, the most that one save takes, are well below. */
export const bodyBytesMax = 16 * 1024 * 1024;

/** How much of a body that is too large is thrown away before the connection is given up. */
const drainedBytesMax = 8 * bodyBytesMax;

const jsonType = /^application\/(?:[\w.+-]+\+)?json$/i;

function requireJson(request: FastifyRequest): void {
  const header = request.headers['content-type'];
  if (header === undefined) return;
  const mediaType = header.split(';', 1)[0]?.trim() ?? '';
  if (jsonType.test(mediaType)) return;
  throw new CatalogError('body_malformed', `the body is \`${mediaType}\`; accepted: \`application/json\``);
}

/**
 * Reads a body to its end. One that is too large is read on and thrown away, because a client that is still sending when
 * the connection closes sees a reset and never the answer.
 */
async function collect(body: AsyncIterable<Buffer>): Promise<Buffer> {
  let chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size <= bodyBytesMax) chunks.push(chunk);
      else chunks = [];
      if (size > drainedBytesMax) break;
    }
  } catch (cause) {
    throw new CatalogError('body_malformed', 'the request ended before its body did', { cause });
  }
  if (size <= bodyBytesMax) return Buffer.concat(chunks, size);
  const limit = `${String(bodyBytesMax / 1024 / 1024)} MiB`;
  throw new CatalogError('body_too_large', `the body is larger than ${limit} (${String(bodyBytesMax)} bytes)`);
}

function parseJson(request: FastifyRequest, bytes: Buffer): unknown {
  if (bytes.length > 0) requireJson(request);
  return parseJsonBody(bytes);
}

/** JSON unless the content type says that it is one of the two languages of forms. */
function parseAnyEncoding(request: FastifyRequest, bytes: Buffer): unknown {
  const { 'content-type': contentType = '' } = request.headers;
  switch (mediaTypeOf(contentType)) {
    case formType:
      return parseFormBody(contentType, bytes);
    case multipartType:
      return parseMultipartBody(contentType, bytes);
    default:
      return parseJson(request, bytes);
  }
}

/** Makes JSON the one body language, whatever the method, tolerant of empty bodies; forms where a protocol has them. */
export function registerBodyReader(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', async (request: FastifyRequest, body: AsyncIterable<Buffer>) => {
    const bytes = await collect(body);
    const { readsForm, readsAnyEncoding } = request.routeOptions.config;
    if (readsForm === true) return parseFormBody(request.headers['content-type'], bytes);
    return readsAnyEncoding === true ? parseAnyEncoding(request, bytes) : parseJson(request, bytes);
  });
}
