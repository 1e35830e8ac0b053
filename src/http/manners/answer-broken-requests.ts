import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { CatalogError } from '../../foundation/index.ts';
import { renderError } from './error-answer.ts';
import { requestIdOf } from './request-id.ts';
import { mendRequest, type MendedRequest } from './unencoded-request-line.ts';

/** What Node tells about bytes that its parser refused; `rawPacket` is a buffer where there are bytes at all. */
export interface ParserError {
  readonly code?: string | undefined;
  readonly rawPacket?: unknown;
}

/** The longest request head that is mended, as long as Node's own limit for a head. */
const headBytesMax = 16 * 1024;

/** How long the rest of such a head may take to arrive. */
const headTimeoutMs = 5_000;

interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

function writeAnswer(socket: Socket, answer: RawAnswer): void {
  const own = Object.entries(answer.headers).filter(
    ([name]) => !/^(?:connection|content-length|keep-alive)$/i.test(name),
  );
  const lines = own.flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${String(one)}`));
  const head = [
    `HTTP/1.1 ${String(answer.status)} ${STATUS_CODES[answer.status] ?? ''}`,
    ...lines,
    `content-length: ${String(answer.body.length)}`,
    'connection: close',
  ].join('\r\n');
  socket.end(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), answer.body]));
}

function refuse(socket: Socket, message: string): void {
  const requestId = requestIdOf({ headers: {} });
  const { status, body } = renderError(new CatalogError('body_malformed', message), requestId);
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  writeAnswer(socket, { status, headers, body: Buffer.from(JSON.stringify(body)) });
}

function messageFor(code: string | undefined): string {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return `the head of the request is longer than ${String(headBytesMax)} bytes`;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'the request took too long to arrive';
    default:
      return 'the request is not HTTP/1.1; blanks and letters beyond ASCII in a URL must be percent-encoded';
  }
}

async function answerMended(server: FastifyInstance, socket: Socket, request: MendedRequest): Promise<void> {
  const answer = await server.inject({ ...request, remoteAddress: socket.remoteAddress ?? '127.0.0.1' });
  const body = request.method === 'HEAD' ? Buffer.alloc(0) : answer.rawPayload;
  writeAnswer(socket, { status: answer.statusCode, headers: answer.headers, body });
}

const mendableCodes = ['HPE_INVALID_CONSTANT', 'HPE_INVALID_URL'];

/** Whether a refused head may be a GET or HEAD with an unencoded query, whole or still arriving. */
function maybeUnencoded(error: ParserError, head: Buffer): boolean {
  return mendableCodes.includes(error.code ?? '') && /^(?:GET|HEAD) /.test(head.toString('latin1', 0, 5));
}

/**
 * Answers what Node's HTTP parser refuses: an unencoded query is mended and served, everything else gets the error body,
 * and the connection is closed. A socket that is gone, or in the middle of another answer, is given up.
 */
export function createBrokenRequestHandler(server: () => FastifyInstance) {
  const heads = new WeakMap<Socket, Buffer>();
  const responses = new WeakMap<Socket, ServerResponse>();

  function isBusy(socket: Socket): boolean {
    const response = responses.get(socket);
    return response !== undefined && !response.writableFinished;
  }

  function keepPart(socket: Socket, head: Buffer): void {
    if (!heads.has(socket)) socket.setTimeout(headTimeoutMs, () => socket.destroy());
    heads.set(socket, head);
  }

  return {
    /** Remembers which answer a socket waits for, so that none is ever written in the middle of another. */
    noteRequest(request: IncomingMessage, response: ServerResponse): void {
      responses.set(request.socket, response);
    },

    handle(error: ParserError, socket: Socket): void {
      if (error.code === 'ECONNRESET' || !socket.writable || isBusy(socket)) {
        socket.destroy();
        return;
      }
      const bytes = Buffer.isBuffer(error.rawPacket) ? error.rawPacket : Buffer.alloc(0);
      const head = Buffer.concat([heads.get(socket) ?? Buffer.alloc(0), bytes]);
      const mendable = maybeUnencoded(error, head);
      if (mendable && !head.includes('\r\n\r\n') && head.length < headBytesMax) {
        keepPart(socket, head);
        return;
      }
      heads.delete(socket);
      const mended = mendable ? mendRequest(head) : null;
      if (mended === null) refuse(socket, messageFor(error.code));
      else answerMended(server(), socket, mended).catch(() => socket.destroy());
    },
  };
}
