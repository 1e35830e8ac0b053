import { ClavisError, errorFromAnswer, errorWithoutAnswer } from '../error.ts';
import { parseRetryAfterMs } from '../retry.ts';

/** One call to an OAuth endpoint. */
export interface FormCall {
  url: string;
  /** Absent values are left out. */
  fields: Readonly<Record<string, string | undefined>>;
  fetch: typeof globalThis.fetch;
  signal?: AbortSignal | undefined;
}

const timeoutMs = 30_000;

/** The answer, or a failure with the time for which the server wants to be left alone. */
export type FormAnswer =
  { ok: true; body: Record<string, unknown> } | { ok: false; error: ClavisError; retryAfterMs: number | null };

function bodyOf(fields: FormCall['fields']): URLSearchParams {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) body.set(name, value);
  return body;
}

function parseRecord(text: string): Record<string, unknown> | null {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : null;
  } catch {
    return null;
  }
}

/** OAuth puts its code into `error` (RFC 6749, section 5.2); every other failure has the body of all routes. */
function refusalOf(response: Response, text: string): ClavisError {
  const body = parseRecord(text);
  const requestId = response.headers.get('x-request-id');
  if (typeof body?.['error'] !== 'string') return errorFromAnswer(response.status, text, requestId);
  const { error: code, error_description: description } = body;
  const message = typeof description === 'string' && description !== '' ? description : code;
  return new ClavisError({ status: response.status, code, message, requestId });
}

/**
 * Sends a form and gives the JSON answer. A refusal is a value: in the device flow most refusals only mean "not yet".
 * Throws the signal's reason when it is aborted.
 */
export async function postForm(call: FormCall): Promise<FormAnswer> {
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = call.signal === undefined ? limit : AbortSignal.any([call.signal, limit]);
  try {
    const response = await call.fetch(call.url, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: bodyOf(call.fields).toString(),
      signal,
      // SECURITY: a redirect must not carry codes and tokens to another place.
      redirect: 'error',
    });
    const text = await response.text();
    if (response.ok) return { ok: true, body: parseRecord(text) ?? {} };
    const retryAfterMs = parseRetryAfterMs(response.headers.get('retry-after'), Date.now());
    return { ok: false, error: refusalOf(response, text), retryAfterMs };
  } catch (cause) {
    if (call.signal?.aborted) throw call.signal.reason;
    return {
      ok: false,
      error: errorWithoutAnswer(new URL(call.url).origin, limit.aborted ? timeoutMs : null, cause),
      retryAfterMs: null,
    };
  }
}

/** The same where a refusal is a failure. */
export async function requireForm(call: FormCall): Promise<Record<string, unknown>> {
  const answer = await postForm(call);
  if (answer.ok) return answer.body;
  throw answer.error;
}
