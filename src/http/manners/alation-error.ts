import {
  alationErrors,
  alationRefusals,
  atlanErrors,
  type AlationErrorBody,
  type AlationWireError,
} from '../../contract/index.ts';
import type { CatalogError, ErrorCode, Problem } from '../../foundation/index.ts';
import { headersFor, publicTextOf, withoutSecrets, type ErrorAnswer } from './error-answer.ts';

const wireErrors: Readonly<Partial<Record<ErrorCode, AlationWireError>>> = alationErrors;

/** By which header the credential of a request came. */
export type TokenHeader = 'token' | 'bearer' | 'none';

/** What of a request its refusal depends on. */
export interface RefusedRequest {
  readonly method: string;
  readonly url: string;
  /** `null` where no credential is asked for. */
  readonly tokenHeader: TokenHeader | null;
}

const alationPath =
  /^\/+(?:integration|catalog|full_version|oauth\/+v2|api\/+v1\/+(?:license|bulk_metadata))(?:[/?]|$)/;

/** Whether a URL is one of the Alation wire, whose every answer has the error body of that wire. */
export function isAlationUrl(url: string): boolean {
  return alationPath.test(url);
}

/** SECURITY: one answer for every reason; only `reason` tells who holds the right secret that it has expired, as everywhere. */
function refusedCredential(header: TokenHeader): Required<AlationWireError> {
  return alationRefusals[header === 'bearer' ? 'bearer' : 'token'];
}

const credentialCodes: ReadonlySet<ErrorCode> = new Set(['token_missing', 'token_invalid', 'token_expired']);

function textOf(error: CatalogError, { method }: RefusedRequest): string {
  switch (error.code) {
    case 'method_not_allowed':
      return `Method "${method}" not allowed.`;
    case 'parameters_unknown':
      return `Invalid query parameters: [${error.details.map(({ path }) => path).join(', ')}]`;
    default:
      return publicTextOf(error);
  }
}

function wireErrorOf(error: CatalogError, request: RefusedRequest): Required<AlationWireError> {
  const { tokenHeader } = request;
  if (tokenHeader !== null && credentialCodes.has(error.code)) return refusedCredential(tokenHeader);
  const own = wireErrors[error.code];
  const status = own?.status ?? atlanErrors[error.code].status;
  const code = own?.code ?? String(status * 1000);
  return { status, code, detail: own?.detail ?? textOf(error, request) };
}

function errorsOf(problems: readonly Problem[]): Record<string, string[]>[] {
  const byPath = new Map<string, string[]>();
  for (const { path, message } of problems) {
    const key = withoutSecrets(path);
    byPath.set(key, [...(byPath.get(key) ?? []), withoutSecrets(message)]);
  }
  return [...byPath].map(([path, messages]) => ({ [path]: messages }));
}

const protocolPath = /^\/+oauth\/+v2(?:[/?]|$)/;

/** What clients of OAuth look for beside the body of this wire when a request cannot be read (RFC 6749, section 5.2). */
function protocolError(status: number, detail: string, { url }: RefusedRequest): Partial<AlationErrorBody> {
  if (status !== 400 || !protocolPath.test(url)) return {};
  return { error: 'invalid_request', error_description: detail };
}

/** The error as clients of the Alation wire read it (Alation wire, errors). */
export function renderAlationError(error: CatalogError, request: RefusedRequest): ErrorAnswer<AlationErrorBody> {
  const { status, code, detail: text } = wireErrorOf(error, request);
  const detail = withoutSecrets(text);
  const problems = error.code === 'internal' ? [] : error.details;
  const headers = status === 403 ? {} : headersFor(error);
  const errors = problems.length === 0 ? {} : { errors: errorsOf(problems) };
  const oauth = protocolError(status, detail, request);
  return { status, headers, body: { detail, code, message: detail, reason: error.code, ...errors, ...oauth } };
}
