import { S3ServiceException } from '@aws-sdk/client-s3';
import { CatalogError } from '../../foundation/index.ts';

/** Where a call to S3 went. */
export interface S3CallSite {
  /** As IAM writes it, `s3:GetObject`. */
  readonly action: string;
  readonly bucket: string;
  /** Empty where the bucket itself is meant. */
  readonly key: string;
  readonly region: string;
}

type Explain = (site: S3CallSite) => string;

const reasons: Readonly<Record<string, Explain>> = {
  NoSuchKey: ({ bucket, key }) => `\`s3://${bucket}/${key}\` does not exist`,
  NotFound: ({ bucket, key }) => `\`s3://${bucket}/${key}\` does not exist`,
  NoSuchBucket: ({ bucket }) => `the bucket \`${bucket}\` does not exist`,
  AccessDenied: ({ action, bucket, key }) =>
    `the credential may not call \`${action}\` on \`s3://${bucket}/${key}\`, or it does not exist`,
  Forbidden: ({ action, bucket, key }) => `the credential may not call \`${action}\` on \`s3://${bucket}/${key}\``,
  InvalidAccessKeyId: () => 'AWS does not know the access key of the credential',
  SignatureDoesNotMatch: () => 'AWS does not accept the secret key of the credential',
  ExpiredToken: () => 'the credential has expired',
  PermanentRedirect: ({ bucket, region }) => `the bucket \`${bucket}\` is not in \`${region}\``,
  AuthorizationHeaderMalformed: ({ bucket, region }) => `the bucket \`${bucket}\` is not in \`${region}\``,
};

/** What is asked about a bucket is answered without a body: its status is all that a refusal says. */
const reasonsOfBucket: Readonly<Record<number, Explain>> = {
  301: ({ bucket, region }) => `the bucket \`${bucket}\` is not in \`${region}\``,
  400: ({ bucket, region }) => `S3 refuses the credential, or the bucket \`${bucket}\` is not in \`${region}\``,
  403: ({ action, bucket }) =>
    `the credential may not call \`${action}\` on the bucket \`${bucket}\`, or its keys are wrong`,
  404: ({ bucket }) => `the bucket \`${bucket}\` does not exist`,
};

function findReason(error: Error, { key }: S3CallSite): Explain | undefined {
  const status = error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0;
  if (key === '' && Object.hasOwn(reasonsOfBucket, status)) return reasonsOfBucket[status];
  return Object.hasOwn(reasons, error.name) ? reasons[error.name] : undefined;
}

/** Faults of the moment, in words; whatever else went wrong stays as it is, and is told to people by its kind only. */
const passing = new Set(['SlowDown', 'ServiceUnavailable', 'InternalError', 'RequestTimeout', 'TimeoutError']);
const networkCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ETIMEDOUT', 'EPIPE']); // prettier-ignore

/** What an error of S3 means to whoever runs the workflow: `field_invalid` for what they can mend, `store_unavailable` for what may pass. */
export function explainS3Error(error: unknown, site: S3CallSite): unknown {
  if (!(error instanceof Error)) return error;
  const explain = findReason(error, site);
  if (explain !== undefined) return new CatalogError('field_invalid', explain(site), { cause: error });
  const code = 'code' in error ? String(error.code) : '';
  if (!passing.has(error.name) && !networkCodes.has(code)) return error;
  const message = `S3 in \`${site.region}\` gives no answer: ${networkCodes.has(code) ? code : error.name}`;
  return new CatalogError('store_unavailable', message, { cause: error });
}
