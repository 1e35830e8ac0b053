import { ClavisError, errorFromAnswer } from './error.ts';
import { backoffMs, isTransient, parseRetryAfterMs, pause } from './retry.ts';

/** What any single call may be given. */
export interface CallOptions {
  /** Aborting rejects the call with the signal's reason. */
  signal?: AbortSignal;
  /** Time limit of one attempt; the client's own limit when absent. */
  timeoutMs?: number;
}

type QueryValue = string | number | boolean | undefined | readonly string[];

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  query?: Record<string, QueryValue>;
  body?: unknown;
  /** May run twice with the effect of once. GET always may; a search by POST says so here. */
  idempotent?: boolean;
}

export interface TransportOptions {
  /** Scheme and host of the server, such as `http://127.0.0.1:7373`; a trailing slash does not matter. */
  baseUrl: string;
  /** Sent as bearer. Absent in a browser that is signed in by cookie. */
  token?: string | undefined;
  /** Time limit of one attempt, 30 seconds unless told. */
  timeoutMs?: number;
  /** Repetitions after the first attempt of a repeatable call, 3 unless told. */
  retriesMax?: number;
  fetch?: typeof globalThis.fetch;
}

const timeoutMsDefault = 30_000;
const retriesMaxDefault = 3;

/** Sends one call and gives back the parsed JSON answer. */
export interface Transport {
  call<T>(call: Call, options?: CallOptions): Promise<T>;
}

/** One attempt's outcome: the answer, or a failure that may be worth a repetition after `retryAfterMs`. */
type Attempt =
  { ok: true; text: string } | { ok: false; error: ClavisError; repeat: boolean; retryAfterMs: number | null };

function trimmedBase(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '');
}

/** Path and query of a call. Lists become repeated keys. */
function urlOf(baseUrl: string, call: Pick<Call, 'path' | 'query'>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(call.query ?? {})) {
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value]) query.append(key, String(item));
  }
  const text = query.toString();
  return `${trimmedBase(baseUrl)}${call.path}${text === '' ? '' : `?${text}`}`;
}

function headersOf(call: Call, token: string | undefined): Record<string, string> {
  const headers: Record<string, string> = {
    accept: 'application/json',
    'x-atlan-agent': 'sdk',
    'x-atlan-agent-id': 'typescript',
  };
  if (token !== undefined && token !== '') headers['authorization'] = `Bearer ${token}`;
  if (call.body !== undefined) headers['content-type'] = 'application/json';
  return headers;
}

function readAnswer<T>(text: string): T {
  // An empty body is how the Atlan wire says "done, nothing to tell".
  if (text.trim() === '') return null as T;
  try {
    // The shape is the server's published contract; callers name it. Checking it again here would only duplicate the server's own schemas.
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new ClavisError({
      status: 200,
      code: 'answer_malformed',
      message: 'the answer is not JSON: is the base URL that of a Clavis server?',
      cause,
    });
  }
}

export function createTransport(options: TransportOptions): Transport {
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);
  const retriesMax = options.retriesMax ?? retriesMaxDefault;

  async function attempt(call: Call, callOptions: CallOptions): Promise<Attempt> {
    const timeoutMs = callOptions.timeoutMs ?? options.timeoutMs ?? timeoutMsDefault;
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = callOptions.signal === undefined ? limit : AbortSignal.any([callOptions.signal, limit]);
    try {
      const response = await send(urlOf(options.baseUrl, call), {
        method: call.method,
        headers: headersOf(call, options.token),
        signal,
        // SECURITY: a redirect must not carry the bearer to another place; no server of this wire redirects.
        redirect: 'error',
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      });
      const text = await response.text();
      if (response.ok) return { ok: true, text };
      const error = errorFromAnswer(response.status, text, response.headers.get('x-request-id'));
      const retryAfterMs = parseRetryAfterMs(response.headers.get('retry-after'), Date.now());
      return { ok: false, error, repeat: isTransient(response.status), retryAfterMs };
    } catch (cause) {
      if (callOptions.signal?.aborted) throw callOptions.signal.reason;
      return {
        ok: false,
        error: unreachable(limit.aborted ? timeoutMs : null, cause),
        repeat: true,
        retryAfterMs: null,
      };
    }
  }

  function unreachable(timedOutMs: number | null, cause: unknown): ClavisError {
    if (timedOutMs !== null) {
      return new ClavisError({ status: null, code: 'timeout', message: `no answer within ${timedOutMs} ms`, cause });
    }
    const message = `cannot reach \`${trimmedBase(options.baseUrl)}\`: ${reasonOf(cause)}`;
    return new ClavisError({ status: null, code: 'connection_failed', message, cause });
  }

  return {
    async call<T>(call: Call, callOptions: CallOptions = {}): Promise<T> {
      const repeatable = call.method === 'GET' || call.idempotent === true;
      for (let repetition = 0; ; repetition += 1) {
        const outcome = await attempt(call, callOptions);
        if (outcome.ok) return readAnswer<T>(outcome.text);
        if (!repeatable || !outcome.repeat || repetition >= retriesMax) throw outcome.error;
        await pause(outcome.retryAfterMs ?? backoffMs(repetition + 1), callOptions.signal);
      }
    },
  };
}

/** The innermost reason: Node's fetch says only "fetch failed" and hides `ECONNREFUSED` in the cause. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const inner = cause.cause;
  if (inner instanceof AggregateError && inner.errors[0] instanceof Error) return inner.errors[0].message;
  return inner instanceof Error && inner.message !== '' ? inner.message : cause.message;
}
