import { unreachableReason } from './reachable-url.ts';

export interface FetchLimits {
  /** From the first byte sent to the last byte read. */
  readonly timeoutMs: number;
  readonly bytesMax: number;
}

interface FetchOptions {
  readonly method?: string | undefined;
  readonly headers?: RequestInit['headers'];
  readonly body?: RequestInit['body'];
  readonly signal?: AbortSignal | undefined;
}

/** Asks a provider something. Rejects for an address it does not go to, after the time limit, and for an answer that is too large. */
export type BoundedFetch = (address: string, options: FetchOptions) => Promise<Response>;

async function readBounded(body: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > bytesMax) throw new RangeError(`the answer is larger than ${String(bytesMax)} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/**
 * A fetch for talking to the provider `issuer`. SECURITY: never follows a redirect, reads what was compressed only up to the
 * limit, and goes nowhere that `unreachableReason` names.
 */
export function createBoundedFetch(issuer: string, limits: FetchLimits): BoundedFetch {
  return async (address, options) => {
    const refusal = unreachableReason(address, issuer);
    if (refusal !== null) throw new TypeError(`an address of the provider ${refusal}`);
    const timeout = AbortSignal.timeout(limits.timeoutMs);
    const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
    const response = await fetch(address, {
      method: options.method ?? 'GET',
      redirect: 'manual',
      signal,
      ...(options.headers === undefined ? {} : { headers: options.headers }),
      ...(options.body === undefined ? {} : { body: options.body }),
    });
    const bytes = response.body === null ? null : await readBounded(response.body, limits.bytesMax);
    const headers = new Headers(response.headers);
    headers.delete('content-encoding');
    headers.delete('content-length');
    return new Response(bytes === null || bytes.length === 0 ? null : new Uint8Array(bytes), {
      status: response.status,
      headers,
    });
  };
}
