import { ClavisError, errorFromAnswer, errorWithoutAnswer, isClavisError } from './error.ts';
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
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, QueryValue>;
  body?: unknown;
  /** May run twice with the effect of once. GET always may; a search by POST says so here. */
  idempotent?: boolean;
  /** Further headers, such as `if-match`. */
  headers?: Readonly<Record<string, string>>;
}

/** A call whose answer goes on. */
export interface StreamCall extends Pick<Call, 'path' | 'query' | 'headers'> {
  /** Such as `text/event-stream`. */
  mediaType: string;
}

/** Where the bearer comes from when it does not live as long as the client. */
export interface BearerSource {
  /** The bearer to send now; made anew when there is none or it is about to end. */
  current(signal?: AbortSignal): Promise<string>;
  /** Another one instead of this, which was answered with 401; null: there is none, the answer stands. */
  replace(refused: string, signal?: AbortSignal): Promise<string | null>;
}

export interface TransportOptions {
  /** Scheme and host of the server, such as `http://127.0.0.1:7373`; a trailing slash does not matter. */
  baseUrl: string;
  /** Sent as bearer. Absent in a browser that is signed in by cookie. */
  token?: string | BearerSource | undefined;
  /** Time limit of one attempt, 30 seconds unless told. */
  timeoutMs?: number;
  /** Repetitions after the first attempt of a repeatable call, 3 unless told. */
  retriesMax?: number;
  fetch?: typeof globalThis.fetch;
  /** Sees the headers of every answer, such as `token-expires`. */
  onAnswer?: ((headers: Headers) => void) | undefined;
}

const timeoutMsDefault = 30_000;
const retriesMaxDefault = 3;

/** Sends one call and gives back the parsed JSON answer. */
export interface Transport {
  call<T>(call: Call, options?: CallOptions): Promise<T>;
  /**
   * Sends one GET whose answer of that media type goes on, and gives its bytes as they come; the time limit is for its beginning. Not
   * repeated: whoever reads knows where to go on.
   */
  stream(call: StreamCall, options?: CallOptions): Promise<AsyncIterable<Uint8Array>>;
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
    ...call.headers,
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

interface Opening {
  options: TransportOptions;
  send: typeof globalThis.fetch;
  bearer: string | undefined;
}

/** One attempt, whose time limit ends with the headers of the answer. */
async function openStream(
  { options, send, bearer }: Opening,
  call: StreamCall,
  { signal, timeoutMs = options.timeoutMs ?? timeoutMsDefault }: CallOptions,
): Promise<AsyncIterable<Uint8Array>> {
  const beginning = new AbortController();
  const limit = setTimeout(() => beginning.abort(), timeoutMs);
  const get = { ...call, method: 'GET', headers: { ...call.headers, accept: call.mediaType } } as const;
  try {
    const response = await send(urlOf(options.baseUrl, get), {
      method: 'GET',
      headers: headersOf(get, bearer),
      signal: signal === undefined ? beginning.signal : AbortSignal.any([signal, beginning.signal]),
      // SECURITY: as for every call.
      redirect: 'error',
    });
    options.onAnswer?.(response.headers);
    const isStream = response.headers.get('content-type')?.startsWith(call.mediaType) === true;
    if (response.ok && isStream && response.body !== null) return response.body;
    throw errorFromAnswer(response.status, await response.text(), response.headers.get('x-request-id'));
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    if (isClavisError(cause)) throw cause;
    throw errorWithoutAnswer(options.baseUrl, beginning.signal.aborted ? timeoutMs : null, cause);
  } finally {
    clearTimeout(limit);
  }
}

export function createTransport(options: TransportOptions): Transport {
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);
  const retriesMax = options.retriesMax ?? retriesMaxDefault;

  async function attempt(call: Call, token: string | undefined, callOptions: CallOptions): Promise<Attempt> {
    const timeoutMs = callOptions.timeoutMs ?? options.timeoutMs ?? timeoutMsDefault;
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = callOptions.signal === undefined ? limit : AbortSignal.any([callOptions.signal, limit]);
    try {
      const response = await send(urlOf(options.baseUrl, call), {
        method: call.method,
        headers: headersOf(call, token),
        signal,
        // SECURITY: a redirect must not carry the bearer to another place; no server of this wire redirects.
        redirect: 'error',
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      });
      const text = await response.text();
      options.onAnswer?.(response.headers);
      if (response.ok) return { ok: true, text };
      const error = errorFromAnswer(response.status, text, response.headers.get('x-request-id'));
      const retryAfterMs = parseRetryAfterMs(response.headers.get('retry-after'), Date.now());
      return { ok: false, error, repeat: isTransient(response.status), retryAfterMs };
    } catch (cause) {
      if (callOptions.signal?.aborted) throw callOptions.signal.reason;
      return {
        ok: false,
        error: errorWithoutAnswer(options.baseUrl, limit.aborted ? timeoutMs : null, cause),
        repeat: true,
        retryAfterMs: null,
      };
    }
  }

  const { token } = options;
  const source = typeof token === 'object' ? token : null;
  const fixedToken = typeof token === 'string' ? token : undefined;

  async function attemptUntilDone(call: Call, bearer: string | undefined, callOptions: CallOptions): Promise<Attempt> {
    const repeatable = call.method === 'GET' || call.idempotent === true;
    for (let repetition = 0; ; repetition += 1) {
      const outcome = await attempt(call, bearer, callOptions);
      if (outcome.ok || !repeatable || !outcome.repeat || repetition >= retriesMax) return outcome;
      await pause(outcome.retryAfterMs ?? backoffMs(repetition + 1), callOptions.signal);
    }
  }

  return {
    async stream(call: StreamCall, callOptions: CallOptions = {}): Promise<AsyncIterable<Uint8Array>> {
      const bearer = source === null ? fixedToken : await source.current(callOptions.signal);
      return openStream({ options, send, bearer }, call, callOptions);
    },
    async call<T>(call: Call, callOptions: CallOptions = {}): Promise<T> {
      const bearer = source === null ? fixedToken : await source.current(callOptions.signal);
      let outcome = await attemptUntilDone(call, bearer, callOptions);
      if (!outcome.ok && outcome.error.status === 401 && source !== null && bearer !== undefined) {
        // What was answered with 401 has had no effect, so any call may be sent once more.
        const replacement = await source.replace(bearer, callOptions.signal);
        if (replacement !== null) outcome = await attemptUntilDone(call, replacement, callOptions);
      }
      if (outcome.ok) return readAnswer<T>(outcome.text);
      throw outcome.error;
    },
  };
}
