import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** What S3 refuses a call with. */
export interface S3Refusal {
  readonly status: number;
  /** As in the XML of the error; a `HEAD` has none. */
  readonly code: string;
}

export interface S3Call {
  /** `GetObject`, `PutObject`, `HeadBucket`, `CreateMultipartUpload`, `UploadPart`, `CompleteMultipartUpload` or `AbortMultipartUpload`. */
  readonly operation: string;
  readonly key: string;
  readonly bytes: number;
}

/** A small AWS S3 with one bucket, in its real protocol (paths, XML), in memory. Signatures are not checked. */
export interface S3Endpoint {
  readonly url: string;
  readonly bucket: string;
  /** Every call so far. */
  readonly calls: S3Call[];
  readonly objects: Map<string, Buffer>;
  /** Uploads in parts that were neither completed nor aborted. */
  readonly uploads: ReadonlyMap<string, ReadonlyMap<number, Buffer>>;
  /** Refuses those calls for which it gives a refusal. */
  refuse(judge: (call: S3Call) => S3Refusal | null): void;
  close(): Promise<void>;
}

const partBytesMin = 5 * 1024 * 1024;

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const tagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

function operationOf({ method }: IncomingMessage, key: string, query: URLSearchParams): string {
  if (key === '') return method === 'HEAD' ? 'HeadBucket' : 'ListObjectsV2';
  if (method === 'POST') return query.has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload';
  if (query.has('uploadId')) return method === 'PUT' ? 'UploadPart' : 'AbortMultipartUpload';
  return method === 'PUT' ? 'PutObject' : 'GetObject';
}

class Refused extends Error {
  readonly refusal: S3Refusal;

  constructor(refusal: S3Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

interface Store {
  readonly objects: Map<string, Buffer>;
  readonly uploads: Map<string, Map<number, Buffer>>;
}

interface Act extends S3Call {
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

interface S3Answer {
  readonly xml?: string;
  readonly bytes?: Buffer;
  readonly etag?: string;
}

function complete({ objects, uploads }: Store, { key, query }: Act): S3Answer {
  const id = query.get('uploadId') ?? '';
  const parts = [...(uploads.get(id) ?? [])].toSorted(([left], [right]) => left - right).map(([, part]) => part);
  if (parts.slice(0, -1).some(({ length }) => length < partBytesMin))
    throw new Refused({ status: 400, code: 'EntityTooSmall' });
  const whole = Buffer.concat(parts);
  objects.set(key, whole);
  uploads.delete(id);
  return { xml: `<CompleteMultipartUploadResult><ETag>${tagOf(whole)}</ETag></CompleteMultipartUploadResult>` };
}

const acts: Readonly<Record<string, (store: Store, act: Act) => S3Answer>> = {
  HeadBucket: () => ({}),
  GetObject: ({ objects }, { key }) => {
    const bytes = objects.get(key);
    if (bytes === undefined) throw new Refused({ status: 404, code: 'NoSuchKey' });
    return { bytes, etag: tagOf(bytes) };
  },
  PutObject: ({ objects }, { key, body }) => {
    objects.set(key, body);
    return { etag: tagOf(body) };
  },
  CreateMultipartUpload: ({ uploads }) => {
    const id = `upload-${uploads.size + 1}`;
    uploads.set(id, new Map());
    return { xml: `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>` };
  },
  UploadPart: ({ uploads }, { query, body }) => {
    uploads.get(query.get('uploadId') ?? '')?.set(Number(query.get('partNumber')), body);
    return { etag: tagOf(body) };
  },
  CompleteMultipartUpload: complete,
  AbortMultipartUpload: ({ uploads }, { query }) => {
    uploads.delete(query.get('uploadId') ?? '');
    return {};
  },
};

function sendAnswer(response: ServerResponse, { xml, bytes, etag }: S3Answer): void {
  const body = bytes ?? Buffer.from(xml ?? '');
  response.writeHead(200, {
    'content-type': xml === undefined ? 'binary/octet-stream' : 'application/xml',
    'content-length': body.length,
    ...(etag === undefined ? {} : { etag }),
  });
  response.end(body);
}

function sendRefusal(request: IncomingMessage, response: ServerResponse, { status, code }: S3Refusal): void {
  const body = request.method === 'HEAD' ? '' : `<Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
}

export async function startS3Endpoint(bucket = 'example-bucket'): Promise<S3Endpoint> {
  const calls: S3Call[] = [];
  const store: Store = { objects: new Map(), uploads: new Map() };
  let judge: (call: S3Call) => S3Refusal | null = () => null;
  const answer = (request: IncomingMessage, body: Buffer): S3Answer => {
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://x');
    const [, asked = '', ...rest] = decodeURIComponent(pathname).split('/');
    const key = rest.join('/');
    const call = { operation: operationOf(request, key, query), key, bytes: body.length };
    calls.push(call);
    const refusal = asked === bucket ? judge(call) : { status: 404, code: 'NoSuchBucket' };
    if (refusal !== null) throw new Refused(refusal);
    const act = Object.hasOwn(acts, call.operation) ? acts[call.operation] : undefined;
    if (act === undefined) throw new Refused({ status: 501, code: 'NotImplemented' });
    return act(store, { ...call, query, body });
  };
  const server = createServer((request, response) => {
    void readBytes(request).then((body) => {
      try {
        sendAnswer(response, answer(request, body));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        sendRefusal(request, response, error.refusal);
      }
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${String(port)}`, bucket, calls, ...store },
    refuse: (next) => {
      judge = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
