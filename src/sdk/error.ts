/** One thing that is wrong with an input, and where. */
export interface Problem {
  path: string;
  message: string;
}

/** Codes of failures that no server has answered for. Every other code comes from the server. */
export type LocalErrorCode = 'connection_failed' | 'timeout' | 'answer_malformed' | 'not_found';

interface ClavisErrorParts {
  status: number | null;
  code: string;
  reason?: string | null;
  message: string;
  problems?: readonly Problem[];
  requestId?: string | null;
  slug?: string | null;
  cause?: unknown;
}

/**
 * Every failure of this client. `status` is the HTTP status, or null when no answer came; `code` is the server's error code
 * (such as `ATLAS-404-00-005`) or a `LocalErrorCode`; `reason` is Clavis's own word for it (such as `token_expired`), null from
 * other servers; `problems` lists everything that is wrong with the input;
 * `requestId` finds the request in the server's log; `slug` names the workflow that is there already, where that is what is refused.
 */
export class ClavisError extends Error {
  readonly status: number | null;
  readonly code: string;
  readonly reason: string | null;
  readonly problems: readonly Problem[];
  readonly requestId: string | null;
  readonly slug: string | null;

  constructor(parts: ClavisErrorParts) {
    super(parts.message, { cause: parts.cause });
    this.name = 'ClavisError';
    this.status = parts.status;
    this.code = parts.code;
    this.reason = parts.reason ?? null;
    this.problems = parts.problems ?? [];
    this.requestId = parts.requestId ?? null;
    this.slug = parts.slug ?? null;
  }
}

export function isClavisError(value: unknown): value is ClavisError {
  return value instanceof ClavisError;
}

function textIn(body: Record<string, unknown>, ...keys: string[]): string | null {
  for (const key of keys) {
    const value = body[key];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** COMPAT: other servers of this wire put free text into `info`. */
function reasonIn(info: unknown): string | null {
  return typeof info === 'string' && /^[a-z]+(_[a-z]+)*$/.test(info) ? info : null;
}

/** The problems of an input on the Alation wire: lists of texts by field. */
function fieldProblemsIn(errors: unknown): Problem[] {
  if (!Array.isArray(errors)) return [];
  return errors
    .filter(isRecord)
    .flatMap((byField) =>
      Object.entries(byField).flatMap(([path, messages]) =>
        (Array.isArray(messages) ? messages : []).map((message) => ({ path, message: String(message) })),
      ),
    );
}

function problemsIn(causes: unknown): Problem[] {
  if (!Array.isArray(causes)) return [];
  return causes.filter(isRecord).map((cause) => ({
    path: textIn(cause, 'location', 'path') ?? '',
    message: textIn(cause, 'errorMessage', 'message') ?? '',
  }));
}

/** Reads the error body of the Atlan wire or the Alation wire; a body that is something else (a proxy's page) keeps the status as its code. */
export function errorFromAnswer(status: number, text: string, requestId: string | null): ClavisError {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = null;
  }
  if (!isRecord(body)) {
    return new ClavisError({ status, code: `http_${status}`, message: `the server answered ${status}`, requestId });
  }
  return new ClavisError({
    status,
    code: textIn(body, 'errorCode', 'code', 'status') ?? `http_${status}`,
    message: textIn(body, 'errorMessage', 'message', 'detail', 'error_description') ?? `the server answered ${status}`,
    reason: reasonIn(body['info']) ?? reasonIn(body['reason']),
    problems: [...problemsIn(body['causes']), ...fieldProblemsIn(body['errors'])],
    requestId: textIn(body, 'requestId') ?? requestId,
    slug: textIn(body, 'slug'),
  });
}

/** The innermost reason: Node's fetch says only "fetch failed" and hides `ECONNREFUSED` in the cause. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const inner = cause.cause;
  if (inner instanceof AggregateError && inner.errors[0] instanceof Error) return inner.errors[0].message;
  return inner instanceof Error && inner.message !== '' ? inner.message : cause.message;
}

/** The failure of a call that no server has answered; `timedOutMs` is the limit that it overran, or null. */
export function errorWithoutAnswer(baseUrl: string, timedOutMs: number | null, cause: unknown): ClavisError {
  if (timedOutMs !== null) {
    return new ClavisError({ status: null, code: 'timeout', message: `no answer within ${timedOutMs} ms`, cause });
  }
  const message = `cannot reach \`${baseUrl.replace(/\/+$/, '')}\`: ${reasonOf(cause)}`;
  return new ClavisError({ status: null, code: 'connection_failed', message, cause });
}
