import { atlanErrors, type ErrorBody, type WireError } from '../../contract/index.ts';
import { CatalogError, isCatalogError, secretInText, type ErrorCode } from '../../foundation/index.ts';
import { isStoreFailure, isTimeLimit } from './store-failure.ts';

const wireErrors: Readonly<Record<ErrorCode, WireError>> = atlanErrors;

/** How long a caller should wait before it repeats a request, where the error does not say. */
const retrySeconds = 2;

/** An answer that refuses: status, body and the headers that belong to it. */
export interface ErrorAnswer<Body = ErrorBody> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string>>;
}

/** The headers that belong to a refusal on every wire. */
export function headersFor({ code, retryAfterSeconds }: CatalogError): Record<string, string> {
  switch (code) {
    case 'token_missing':
      return { 'www-authenticate': 'Bearer realm="clavis"' };
    case 'token_invalid':
    case 'token_expired':
      return { 'www-authenticate': 'Bearer realm="clavis", error="invalid_token"' };
    case 'store_unavailable':
    case 'rate_limited':
      return { 'retry-after': String(retryAfterSeconds ?? retrySeconds) };
    default:
      return {};
  }
}

const internalText = 'the server failed; its log has the reason under this request id';

/** SECURITY: messages repeat what they refuse, and answers are kept in histories and bug reports. */
export function withoutSecrets(text: string): string {
  return text.replace(secretInText, 'clv_[redacted]');
}

/** SECURITY: of an internal error only the request id leaves; its text and cause stay in the log. */
export function publicTextOf(error: CatalogError): string {
  return error.code === 'internal' ? internalText : withoutSecrets(error.message);
}

/** The error as every client reads it (Atlan wire, error body). `causes` lists all problems of the input. */
export function renderError(error: CatalogError, requestId: string): ErrorAnswer {
  const { status, atlanCode, code: wireCode = status } = wireErrors[error.code];
  const text = publicTextOf(error);
  const problems = error.code === 'internal' ? [] : error.details;
  return {
    status,
    headers: headersFor(error),
    body: {
      errorCode: atlanCode,
      errorMessage: text,
      code: wireCode,
      message: text,
      info: error.code,
      causes: problems.map(({ path, message, code }) => ({
        errorType: code ?? error.code,
        errorMessage: withoutSecrets(message),
        location: withoutSecrets(path),
      })),
      requestId,
    },
  };
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/**
 * Whatever was thrown, as one of our errors: ours as it is, a statement over its time limit as `query_rejected`, a database that could not be reached as `store_unavailable`,
 * a request that the HTTP framework refused as `body_malformed`, anything else as `internal`.
 */
export function asCatalogError(thrown: unknown): CatalogError {
  if (isCatalogError(thrown)) return thrown;
  if (isTimeLimit(thrown)) {
    const message = 'the database took too long for this request; ask for less at once, or more precisely';
    return new CatalogError('query_rejected', message, { cause: thrown });
  }
  if (isStoreFailure(thrown)) {
    return new CatalogError('store_unavailable', 'the database cannot be reached; try again shortly', {
      cause: thrown,
    });
  }
  const status = statusOf(thrown);
  if (status !== undefined && status >= 400 && status < 500 && thrown instanceof Error) {
    return new CatalogError('body_malformed', `the request cannot be read: ${thrown.message}`, { cause: thrown });
  }
  return new CatalogError('internal', 'unexpected failure', { cause: thrown });
}
