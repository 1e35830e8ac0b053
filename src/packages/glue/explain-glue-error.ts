import { RoleNotAssumed } from './assume-role.ts';

/** Why a call to Glue did not give an answer, as far as the crawl has to tell cases apart. */
export type GlueRefusal =
  /** The thing asked for does not exist. */
  | 'gone'
  /** The credential is good, but may not do this. */
  | 'denied'
  /** The credential itself is wrong, expired or absent. */
  | 'credential'
  /** Too many calls, even after backing off. */
  | 'throttled'
  /** The continuation token of a listing is no longer accepted. */
  | 'token'
  /** No answer came: name, network or certificate. */
  | 'unreachable'
  | 'other';

const refusals: Readonly<Record<string, GlueRefusal>> = {
  EntityNotFoundException: 'gone',
  AccessDeniedException: 'denied',
  AccessDenied: 'denied',
  UnauthorizedException: 'denied',
  UnrecognizedClientException: 'credential',
  InvalidClientTokenId: 'credential',
  InvalidSignatureException: 'credential',
  SignatureDoesNotMatch: 'credential',
  IncompleteSignatureException: 'credential',
  MissingAuthenticationTokenException: 'credential',
  ExpiredTokenException: 'credential',
  ExpiredToken: 'credential',
  RequestExpired: 'credential',
  RequestTimeTooSkewed: 'credential',
  OptInRequired: 'credential',
  CredentialsProviderError: 'credential',
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  ThrottledException: 'throttled',
  RequestThrottled: 'throttled',
  RequestThrottledException: 'throttled',
  RequestLimitExceeded: 'throttled',
  TooManyRequestsException: 'throttled',
  LimitExceededException: 'throttled',
  SlowDown: 'throttled',
  InvalidInputException: 'token',
  ValidationException: 'token',
  TimeoutError: 'unreachable',
};

const networkCodes = new Set(
  ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EPIPE'].concat([
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ]),
);

/** Sorts an error of the AWS SDK. `token` only means anything for a call that carried a continuation token. */
export function classifyGlueError(error: unknown): GlueRefusal {
  if (!(error instanceof Error)) return 'other';
  if (error instanceof RoleNotAssumed) return classifyRoleError(error);
  const known = Object.hasOwn(refusals, error.name) ? refusals[error.name] : undefined;
  if (known !== undefined) return known;
  if (error.message.startsWith('Region is missing')) return 'credential';
  return 'code' in error && typeof error.code === 'string' && networkCodes.has(error.code) ? 'unreachable' : 'other';
}

// Access denied is about the role here, not about one database: nothing can be read without it.
function classifyRoleError({ cause }: RoleNotAssumed): GlueRefusal {
  const refusal = classifyGlueError(cause);
  return refusal === 'denied' ? 'credential' : refusal;
}

/** Where a call went: what people need to know to mend it. */
export interface GlueCallSite {
  /** `glue:GetTables` and so on, as IAM writes it. */
  readonly action: string;
  readonly region: string;
  /** Name of the credential; `null` for the identity of this server. */
  readonly credentialName: string | null;
}

/** One sentence for the run's message: what happened and what to do about it. Never holds a secret. */
export function explainGlueError(error: unknown, site: GlueCallSite): string {
  const who =
    site.credentialName === null ? 'the AWS identity of this server' : `the credential \`${site.credentialName}\``;
  const said = error instanceof Error && error.message !== '' ? ` (AWS said: ${firstLine(error.message)})` : '';
  if (error instanceof RoleNotAssumed) return explainRoleError(error, `${who}${said}`);
  switch (classifyGlueError(error)) {
    case 'denied':
      return `${who} may not call \`${site.action}\` in \`${site.region}\`, allow it in IAM and, where Lake Formation governs the catalog, grant DESCRIBE${said}`;
    case 'credential':
      if (isClockSkewed(error)) {
        return `the clock of this server and that of AWS in \`${site.region}\` differ, set the server's clock, for example by NTP${said}`;
      }
      if (isExpired(error)) {
        return `the temporary keys of ${who} have expired, give the access key of an IAM user or a role that can be taken anew${said}`;
      }
      if (site.credentialName === null) {
        return `this server has no AWS identity of its own that works, give the workflow a credential or the server access keys and a region${said}`;
      }
      return `AWS does not accept ${who}, check the access key, the secret key and the region \`${site.region}\`${said}`;
    case 'throttled':
      return `AWS Glue in \`${site.region}\` kept refusing for too many calls, run the workflow again later or raise the account's quota${said}`;
    case 'unreachable':
      if (isNameUnknown(error)) {
        return `there is no AWS Glue in \`${site.region}\`, or this server cannot look names up: check the region, the endpoint setting and the name server${said}`;
      }
      return `AWS Glue cannot be reached, check the region \`${site.region}\`, the endpoint setting and the network of this server${said}`;
    case 'gone':
      return `\`${site.action}\` found nothing in \`${site.region}\`${said}`;
    case 'token':
    case 'other':
      return `\`${site.action}\` failed in \`${site.region}\`${said}`;
  }
}

// AWS refuses a signature for the wrong time with the same code as one for the wrong key.
const clockPattern = /signature (?:expired|not yet current)|too skewed|is (?:now earlier|still later) than/i;

const isClockSkewed = (error: unknown): boolean =>
  error instanceof Error &&
  (['RequestExpired', 'RequestTimeTooSkewed'].includes(error.name) || clockPattern.test(error.message));

const isExpired = (error: unknown): boolean => error instanceof Error && /^ExpiredToken/.test(error.name);

const isNameUnknown = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOTFOUND';

function explainRoleError(error: RoleNotAssumed, whoAndSaid: string): string {
  const role = `the role \`${error.roleArn}\` of ${whoAndSaid}`;
  if (error.cause instanceof Error && error.cause.name === 'CredentialsProviderError') {
    return `this server has no AWS identity of its own to take a role with, give it one, such as an instance role: ${role}`;
  }
  if (isClockSkewed(error.cause)) {
    return `the clock of this server and that of AWS differ, set the server's clock, for example by NTP: ${role}`;
  }
  if (isExpired(error.cause)) {
    return `the AWS identity of this server has expired, renew it: ${role}`;
  }
  switch (classifyGlueError(error)) {
    case 'credential':
      return `AWS does not let this server take a role, check its trust policy, the external id, and that this server may call \`sts:AssumeRole\`: ${role}`;
    case 'unreachable':
      return `AWS STS cannot be reached, check the region, the endpoint setting and the network of this server: ${role}`;
    default:
      return `AWS STS did not give a role, run the workflow again later: ${role}`;
  }
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').slice(0, 300);
}
