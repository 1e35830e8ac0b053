import { requireNoProblems, type Problem } from '../../foundation/index.ts';
import { type Credential } from '../../workflows/index.ts';

/** Which bucket, and as whom. */
export interface S3Identity {
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

// SECURITY: both become part of a host name; anything but these forms could send signed calls to a foreign server.
const regionPattern = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/;
const bucketPattern = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Throws `field_invalid` for a credential of an object store that this server does not speak to. */
export function requireKnownStore({ authType }: Pick<Credential, 'authType'>): void {
  if (authType === 's3') return;
  const path = 'credential.authType';
  const message = `\`${authType ?? ''}\` is not supported; \`s3\` is, and no credential at all for the folder of files`;
  requireNoProblems('field_invalid', [{ path, message }]);
}

/** Reads the credential of an object store (Atlan wire, object-store body): `field_invalid` with every problem at once. */
export function parseS3Identity(credential: Credential): S3Identity {
  requireKnownStore(credential);
  const accessKeyId = credential.username?.trim() ?? '';
  const secretAccessKey = credential.password?.trim() ?? '';
  const region = textOf(credential.extra['region']);
  const bucket = textOf(credential.extra['s3_bucket']);
  const problems: Problem[] = [];
  const refuse = (path: string, message: string) => problems.push({ path: `credential.${path}`, message });
  // SECURITY: without keys the SDK would take the AWS identity of this server, which may reach more than who runs the workflow.
  if (accessKeyId === '') refuse('username', 'is missing, expected the access key id');
  if (secretAccessKey === '') refuse('password', 'is missing, expected the secret access key');
  if (!regionPattern.test(region)) refuse('extra.region', shownOr(region, 'AWS region', 'eu-central-1'));
  if (!bucketPattern.test(bucket)) refuse('extra.s3_bucket', shownOr(bucket, 'name of a bucket', 'my-bucket'));
  requireNoProblems('field_invalid', problems);
  return { bucket, region, accessKeyId, secretAccessKey };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

function shownOr(value: string, what: string, example: string): string {
  return `${value === '' ? 'is missing' : `\`${value}\` is no ${what}`}, expected one such as \`${example}\``;
}
