import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type S3Endpoint, startS3Endpoint } from '../../../test/support/s3-endpoint.ts';
import type { CatalogError, JsonObject } from '../../foundation/index.ts';
import type { Credential } from '../../workflows/index.ts';
import { testObjectStore } from './open-object-store.ts';
import { openS3Bucket } from './s3-bucket.ts';
import type { S3Identity } from './s3-identity.ts';

const { signal } = new AbortController();
const megabyte = 1024 * 1024;
const identity: S3Identity = {
  bucket: 'example-bucket',
  region: 'eu-central-1',
  accessKeyId: 'EXAMPLE',
  secretAccessKey: 'hidden',
};

let s3: S3Endpoint;
beforeEach(async () => {
  s3 = await startS3Endpoint();
});
afterEach(() => s3.close());

const open = (change: Partial<S3Identity> = {}) => openS3Bucket({ ...identity, ...change }, { endpoint: s3.url });

async function* pieces(count: number, of: (index: number) => string): AsyncGenerator<string> {
  for (let index = 0; index < count; index += 1) yield await Promise.resolve(of(index));
}

const line = (index: number): string => `${String(index).padStart(9, '0')},ü\n`.repeat(megabyte / 14);

describe('a bucket of S3', () => {
  it('takes a small object in one call, an empty one too, and gives it back with its version', async () => {
    const store = open();
    await store.write('exports/a b/ü.csv', pieces(3, String), signal);
    await store.write('empty.csv', pieces(0, String), signal);
    const { version, bytes } = await store.open('exports/a b/ü.csv', signal);
    expect(await text(bytes)).toBe('012');
    await store.write('exports/a b/ü.csv', pieces(4, String), signal);
    const second = await store.open('exports/a b/ü.csv', signal);
    expect([await text(second.bytes), second.version === version]).toEqual(['0123', false]);
    expect(await text((await store.open('empty.csv', signal)).bytes)).toBe('');
    expect(s3.calls.map(({ operation }) => operation)).not.toContain('CreateMultipartUpload');
    store.close();
  });

  it('takes an object above 8 MiB in parts of at least that, and has it whole in the end', async () => {
    const store = open();
    await store.write('large.csv', pieces(20, line), signal);
    const parts = s3.calls.filter(({ operation }) => operation === 'UploadPart').map(({ bytes }) => bytes);
    expect(parts.length).toBe(3);
    for (const bytes of parts.slice(0, -1)) expect(bytes).toBeGreaterThanOrEqual(8 * megabyte);
    const wanted = Array.from({ length: 20 }, (_, index) => line(index)).join('');
    expect(s3.objects.get('large.csv')?.toString()).toBe(wanted);
    expect(await text((await store.open('large.csv', signal)).bytes)).toBe(wanted);
    expect(s3.uploads.size).toBe(0);
    store.close();
  });

  it('leaves nothing behind of an object whose source fails, whose part is refused or whose run is stopped', async () => {
    const store = open();
    const failing = pieces(20, (index) => {
      if (index === 18) throw new Error('the source ended');
      return line(index);
    });
    await expect(store.write('a.csv', failing, signal)).rejects.toThrow('the source ended');
    s3.calls.length = 0;
    const isSecondPart = () => s3.calls.filter(({ operation }) => operation === 'UploadPart').length === 2;
    s3.refuse(({ operation }) =>
      operation === 'UploadPart' && isSecondPart() ? { status: 403, code: 'AccessDenied' } : null,
    );
    await expect(store.write('b.csv', pieces(20, line), signal)).rejects.toMatchObject({ code: 'field_invalid' });
    s3.refuse(() => null);
    const stop = new AbortController();
    const stopping = pieces(20, (index) => {
      if (index === 18) stop.abort();
      return line(index);
    });
    await expect(store.write('c.csv', stopping, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect([...s3.objects.keys()]).toEqual([]);
    expect(s3.uploads.size).toBe(0);
    store.close();
  });
});

describe('an error of S3', () => {
  const about = '`s3://example-bucket/a.csv`';
  it.each([
    [404, 'NoSuchKey', 'field_invalid', `${about} does not exist`],
    [404, 'NoSuchBucket', 'field_invalid', 'the bucket `example-bucket` does not exist'],
    [403, 'AccessDenied', 'field_invalid', `the credential may not call \`s3:GetObject\` on ${about}, or it does not exist`],
    [403, 'InvalidAccessKeyId', 'field_invalid', 'AWS does not know the access key of the credential'],
    [403, 'SignatureDoesNotMatch', 'field_invalid', 'AWS does not accept the secret key of the credential'],
    [400, 'ExpiredToken', 'field_invalid', 'the credential has expired'],
    [301, 'PermanentRedirect', 'field_invalid', 'the bucket `example-bucket` is not in `eu-central-1`'],
    [400, 'AuthorizationHeaderMalformed', 'field_invalid', 'the bucket `example-bucket` is not in `eu-central-1`'],
    [503, 'SlowDown', 'store_unavailable', 'S3 in `eu-central-1` gives no answer: SlowDown'],
    [500, 'InternalError', 'store_unavailable', 'S3 in `eu-central-1` gives no answer: InternalError'],
  ])('%i %s is told as %s: %s', async (...[status, refusal, code, message]) => {
    s3.refuse(() => ({ status, code: refusal }));
    const store = open();
    await expect(store.open('a.csv', signal)).rejects.toMatchObject({ code, message });
    store.close();
  }); // prettier-ignore

  it('that is none of these stays as it is, and an S3 that is not there may come back', async () => {
    s3.refuse(() => ({ status: 400, code: 'InvalidRequest' }));
    const store = open();
    await expect(store.open('a.csv', signal)).rejects.toMatchObject({ name: 'InvalidRequest' });
    const { url } = s3;
    const absent = openS3Bucket(identity, { endpoint: 'http://127.0.0.1:1' });
    await expect(absent.open('a.csv', signal)).rejects.toMatchObject({
      code: 'store_unavailable',
      message: 'S3 in `eu-central-1` gives no answer: ECONNREFUSED',
    });
    expect(url).toContain('127.0.0.1');
    absent.close();
    store.close();
  });
});

describe('the test of a credential of an object store', () => {
  const credential = (change: Partial<Credential> = {}, extra: JsonObject = {}): Credential => ({
    ...{ guid: 'g', name: 'csa-asset-import-1-0', authType: 's3', connector: null, connectorType: null },
    ...{ connectorConfigName: 'csa-connectors-objectstore', host: null, port: null },
    ...{ username: 'EXAMPLE', password: 'hidden' },
    extra: { region: 'eu-central-1', s3_bucket: 'example-bucket', ...extra },
    ...change,
  });
  const test = (given: Credential) => testObjectStore({ filesDir: null, s3: { endpoint: s3.url } }, given, signal);
  const refusalOf = (given: Credential): Promise<CatalogError> =>
    test(given).then(
      () => Promise.reject(new Error('the credential was accepted')),
      (error: unknown) => error as CatalogError,
    );

  it('asks for the bucket, and for nothing in it', async () => {
    await test(credential());
    expect(s3.calls.map(({ operation }) => operation)).toEqual(['HeadBucket']);
  });

  it.each([
    [404, 'the bucket `example-bucket` does not exist'],
    [403, 'the credential may not call `s3:ListBucket` on the bucket `example-bucket`, or its keys are wrong'],
    [301, 'the bucket `example-bucket` is not in `eu-central-1`'],
    [400, 'S3 refuses the credential, or the bucket `example-bucket` is not in `eu-central-1`'],
  ])('says what an answer %i without a word means', async (status, message) => {
    s3.refuse(() => ({ status, code: '' }));
    expect(await refusalOf(credential())).toMatchObject({ code: 'field_invalid', message });
  });

  it('calls nobody with a credential that is not whole, and says all that is wrong with it', async () => {
    const { details } = await refusalOf(
      credential({ username: ' ', password: null }, { region: 'Mars', s3_bucket: 'A' }),
    );
    const paths = [
      'credential.username',
      'credential.password',
      'credential.extra.region',
      'credential.extra.s3_bucket',
    ];
    expect(details.map(({ path }) => path)).toEqual(paths);
    const other = await refusalOf(credential({ authType: 'gcs' }));
    expect(other.details).toMatchObject([{ path: 'credential.authType' }]);
    expect(s3.calls).toEqual([]);
  });

  it('never repeats the secret key', async () => {
    s3.refuse(() => ({ status: 403, code: '' }));
    expect(String(await refusalOf(credential()))).not.toContain('hidden');
  });
});
