import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3';
import { CatalogError } from '../../foundation/index.ts';
import { explainS3Error } from './explain-s3-error.ts';
import { type ObjectStore, type StoredObject } from './object-store.ts';
import { type S3Identity } from './s3-identity.ts';

/** S3 takes parts of at least 5 MiB, at most 10,000 of them. */
const partBytes = 8 * 1024 * 1024;

/** Where S3 is; absent, the SDK's own variables and rules say. */
export interface S3EndpointSetting {
  readonly endpoint?: string | undefined;
}

interface Bucket {
  readonly client: S3Client;
  readonly identity: S3Identity;
}

/** A bucket of S3. Memory is one part of an upload, however large the object. */
export function openS3Bucket(identity: S3Identity, { endpoint }: S3EndpointSetting): ObjectStore {
  const bucket = openBucket(identity, { endpoint });
  return {
    describe: (key) => `\`s3://${identity.bucket}/${key}\``,
    open: (key, signal) => openObject(bucket, key, signal),
    write: (key, parts, signal) => writeObject({ ...bucket, key, signal }, parts),
    close: () => bucket.client.destroy(),
  };
}

/** Throws what is wrong with the identity, after asking S3. */
export async function requireReachableBucket(
  identity: S3Identity,
  { endpoint }: S3EndpointSetting,
  signal: AbortSignal,
): Promise<void> {
  const bucket = openBucket(identity, { endpoint });
  try {
    await call(bucket, { action: 's3:ListBucket', key: '' }, () =>
      bucket.client.send(new HeadBucketCommand({ Bucket: identity.bucket }), { abortSignal: signal }),
    );
  } finally {
    bucket.client.destroy();
  }
}

function openBucket(identity: S3Identity, { endpoint }: S3EndpointSetting): Bucket {
  const { region, accessKeyId, secretAccessKey } = identity;
  const client = new S3Client({
    region,
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
  });
  return { client, identity };
}

async function call<T>(
  { identity }: Bucket,
  at: { readonly action: string; readonly key: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainS3Error(error, { ...at, bucket: identity.bucket, region: identity.region });
  }
}

async function openObject(bucket: Bucket, key: string, signal: AbortSignal): Promise<StoredObject> {
  const command = new GetObjectCommand({ Bucket: bucket.identity.bucket, Key: key });
  const { Body, ETag } = await call(bucket, { action: 's3:GetObject', key }, () =>
    bucket.client.send(command, { abortSignal: signal }),
  );
  if (Body instanceof Readable) return { version: ETag ?? '', bytes: Body };
  throw new CatalogError('store_unavailable', `\`s3://${bucket.identity.bucket}/${key}\` came without content`);
}

interface ObjectToWrite extends Bucket {
  readonly key: string;
  readonly signal: AbortSignal;
}

/** Text in pieces of at least the size of a part, but for the last. */
async function* inParts(parts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const part of parts) {
    const piece = Buffer.from(part);
    held.push(piece);
    bytes += piece.length;
    if (bytes < partBytes) continue;
    yield Buffer.concat(held);
    held = [];
    bytes = 0;
  }
  yield Buffer.concat(held);
}

async function writeObject(target: ObjectToWrite, parts: AsyncIterable<string>): Promise<void> {
  const pieces = inParts(parts);
  const first = await pieces.next();
  const second = first.done === true ? first : await pieces.next();
  if (first.done === true) return;
  if (second.done === true) return putWhole(target, first.value);
  await putInParts(target, prepend([first.value, second.value], pieces));
}

async function* prepend(before: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* before;
  yield* rest;
}

async function putWhole(target: ObjectToWrite, Body: Buffer): Promise<void> {
  const { client, identity, key, signal } = target;
  const command = new PutObjectCommand({ Bucket: identity.bucket, Key: key, Body, ContentType: 'text/csv' });
  await call(target, { action: 's3:PutObject', key }, () => client.send(command, { abortSignal: signal }));
}

async function putInParts(target: ObjectToWrite, pieces: AsyncIterable<Buffer>): Promise<void> {
  const { client, identity, key, signal } = target;
  const at = { Bucket: identity.bucket, Key: key };
  const site = { action: 's3:PutObject', key };
  const options = { abortSignal: signal };
  const { UploadId } = await call(target, site, () =>
    client.send(new CreateMultipartUploadCommand({ ...at, ContentType: 'text/csv' }), options),
  );
  const upload = { ...at, UploadId };
  try {
    const Parts: CompletedPart[] = [];
    for await (const Body of pieces) {
      const PartNumber = Parts.length + 1;
      const { ETag } = await call(target, site, () =>
        client.send(new UploadPartCommand({ ...upload, PartNumber, Body }), options),
      );
      Parts.push({ PartNumber, ETag });
    }
    const command = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } });
    await call(target, site, () => client.send(command, options));
  } catch (error) {
    // Without the signal, which may be what ended it. Parts left behind would be paid for.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}
