import { CatalogError, type Problem, requireNoProblems } from '../../foundation/index.ts';
import { type Credential } from '../../workflows/index.ts';

/** As whom AWS is called. */
export type GlueAuth =
  /** An IAM user. */
  | { readonly kind: 'keys'; readonly accessKeyId: string; readonly secretAccessKey: string }
  /** A role, taken as `from`; with the AWS identity of this server when that is absent. */
  | { readonly kind: 'role'; readonly roleArn: string; readonly externalId: string | null; readonly from?: GlueAuth }
  /** The AWS identity of this server: environment, shared files, container or instance role. */
  | { readonly kind: 'server' };

/** As whom, and in which region, AWS is called. A region of `null` leaves the choice to the SDK's default chain on this server. */
export interface GlueIdentity {
  readonly credentialName: string | null;
  readonly region: string | null;
  readonly auth: GlueAuth;
}

/** Whether workflows may use the AWS identity of this server, by itself or to take a role. Off unless said. */
export interface ServerIdentitySetting {
  readonly isServerIdentityAllowed?: boolean;
}

// SECURITY: the region becomes part of a host name; anything but this form could send signed calls to a foreign server.
const regionPattern = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/;
const roleArnPattern = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;
const externalIdPattern = /^[\w+=,.@:/-]{2,1224}$/;

export const isRegion = (value: unknown): value is string => typeof value === 'string' && regionPattern.test(value);
export const isRoleArn = (value: unknown): value is string => typeof value === 'string' && roleArnPattern.test(value);
export const isExternalId = (value: unknown): value is string =>
  typeof value === 'string' && externalIdPattern.test(value);

/**
 * Reads a credential of a Glue workflow (Atlan wire, GlueCrawler): `field_invalid` with every problem at once, also for one
 * that needs the AWS identity of this server where that is not lent.
 */
export function parseGlueIdentity(setting: ServerIdentitySetting, credential: Credential): GlueIdentity {
  requireLentIdentity(setting, credential);
  const problems: Problem[] = [];
  const auth = parseAuth(credential, problems);
  const region = credential.extra['region'];
  if (typeof region !== 'string' || !regionPattern.test(region)) {
    const shown = typeof region === 'string' ? `\`${region}\` is no AWS region` : 'is missing';
    problems.push({ path: 'credential.extra.region', message: `${shown}, expected one such as \`eu-central-1\`` });
  }
  requireNoProblems('field_invalid', problems);
  return { credentialName: credential.name, region: String(region), auth };
}

function parseAuth(credential: Credential, problems: Problem[]): GlueAuth {
  const authType = credential.authType ?? 'iam';
  if (authType === 'iam') return parseKeys(credential, problems);
  if (authType === 'role') return parseRole(credential, problems);
  problems.push({
    path: 'credential.authType',
    message: `\`${authType}\` is not supported, give the access key of an IAM user (\`iam\`) or a role that this server may take (\`role\`)`,
  });
  return { kind: 'server' };
}

function parseKeys({ username, password }: Credential, problems: Problem[]): GlueAuth {
  const accessKeyId = username?.trim() ?? '';
  const secretAccessKey = password?.trim() ?? '';
  if (accessKeyId === '') {
    problems.push({ path: 'credential.username', message: 'is missing, expected the access key id' });
  }
  if (secretAccessKey === '') {
    problems.push({ path: 'credential.password', message: 'is missing, expected the secret access key' });
  }
  return { kind: 'keys', accessKeyId, secretAccessKey };
}

function parseRole({ extra }: Credential, problems: Problem[]): GlueAuth {
  const roleArn = textOf(extra['aws_role_arn']);
  const externalId = textOf(extra['aws_external_id']);
  if (!roleArnPattern.test(roleArn)) {
    const shown = roleArn === '' ? 'is missing' : `\`${roleArn}\` is no role`;
    const message = `${shown}, expected an ARN of the form \`arn:aws:iam::<account>:role/<name>\``;
    problems.push({ path: 'credential.extra.aws_role_arn', message });
  }
  if (externalId !== '' && !externalIdPattern.test(externalId)) {
    const message = 'is no external id, expected 2 to 1224 letters, digits and `+=,.@:/-_`';
    problems.push({ path: 'credential.extra.aws_external_id', message });
  }
  return { kind: 'role', roleArn, externalId: externalId === '' ? null : externalId };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/**
 * SECURITY: the server's own AWS identity may reach more than the person who submits the workflow should, so it is lent only by
 * an operator who says so, and a role is taken in its name. Asked when a credential is submitted, before anything is stored,
 * and again by `parseGlueIdentity` whenever one is used, wherever it came from.
 */
export function requireLentIdentity(setting: ServerIdentitySetting, { authType }: Pick<Credential, 'authType'>): void {
  if (authType === 'role') {
    requireLent(
      setting,
      'credential.authType',
      '`authType` is `role`: give the access key of an IAM user (`iam`) instead',
    );
  }
}

/** The identity of a workflow without any credential. Throws `field_invalid` where it is not lent. */
export function serverIdentity(setting: ServerIdentitySetting): GlueIdentity {
  requireLent(setting, 'payload', 'no credential: give access keys in a payload item of type `credential`');
  return { credentialName: null, region: null, auth: { kind: 'server' } };
}

function requireLent({ isServerIdentityAllowed }: ServerIdentitySetting, path: string, what: string): void {
  if (isServerIdentityAllowed === true) return;
  const message = `${what}; this server does not lend its own AWS identity (CLAVIS_GLUE_SERVER_IDENTITY)`;
  throw new CatalogError('field_invalid', message, { details: [{ path, message }] });
}
