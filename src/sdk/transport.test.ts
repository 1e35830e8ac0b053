import { afterEach, describe, expect, test } from 'vitest';
import { type Answer, type AnsweringServer, startAnsweringServer } from '../../test/support/answering-server.ts';
import { type ClavisError, isClavisError } from './error.ts';
import { createTransport, type Transport } from './transport.ts';

let server: AnsweringServer;
afterEach(() => server.close());

/** Answers with the given ones in turn, the last for ever. */
async function transportTo(...answers: Answer[]): Promise<Transport> {
  let next = 0;
  server = await startAnsweringServer(() => answers[Math.min(next++, answers.length - 1)] ?? {});
  return createTransport({ baseUrl: `${server.url}/`, token: 'a-token' });
}

async function failureOf(work: Promise<unknown>): Promise<ClavisError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isClavisError(error)) throw new Error(`expected a ClavisError, got ${String(error)}`);
  return error;
}

const retryAtOnce = { 'retry-after': '0' };

describe('a call', () => {
  test('sends the token as bearer, the body as JSON and lists as repeated keys', async () => {
    const transport = await transportTo({ body: { ok: true } });
    const query = { guid: ['a', 'b'], count: true, absent: undefined };
    const answer = await transport.call({ method: 'POST', path: '/x', query, body: { a: 1 } });
    expect(answer).toEqual({ ok: true });
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/x?guid=a&guid=b&count=true', body: { a: 1 } });
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: 'Bearer a-token',
      'content-type': 'application/json',
    });
  });

  test('takes an empty 200 as "nothing to tell"', async () => {
    const transport = await transportTo({});
    await expect(transport.call({ method: 'DELETE', path: '/x' })).resolves.toBeNull();
  });

  test('says that an answer which is not JSON probably comes from another server', async () => {
    const transport = await transportTo({ body: '<html>', headers: { 'content-type': 'text/html' } });
    const error = await failureOf(transport.call({ method: 'GET', path: '/x' }));
    expect(error).toMatchObject({ code: 'answer_malformed', status: 200 });
  });

  // A bearer that follows a redirect is a bearer given away.
  test('does not follow a redirect', async () => {
    const transport = await transportTo({ status: 302, headers: { location: '/elsewhere' } });
    const error = await failureOf(transport.call({ method: 'POST', path: '/x' }));
    expect(error.code).toBe('connection_failed');
    expect(server.seen).toHaveLength(1);
  });
});

describe('an error of the server', () => {
  test('keeps code, reason, message, request id and every problem', async () => {
    const transport = await transportTo({
      status: 400,
      body: {
        errorCode: 'ATLAS-400-00-029',
        errorMessage: '2 fields are wrong',
        code: 400,
        info: 'field_invalid',
        causes: [
          { errorType: 'field', errorMessage: 'must not be empty', location: 'displayName' },
          { errorType: 'field', errorMessage: 'must be positive', location: 'validitySeconds' },
        ],
        requestId: 'r-1',
      },
    });
    const error = await failureOf(transport.call({ method: 'GET', path: '/x' }));
    expect(error).toMatchObject({
      status: 400,
      code: 'ATLAS-400-00-029',
      reason: 'field_invalid',
      message: '2 fields are wrong',
      requestId: 'r-1',
      problems: [
        { path: 'displayName', message: 'must not be empty' },
        { path: 'validitySeconds', message: 'must be positive' },
      ],
    });
  });

  test('without a body of this wire still has a status and a code', async () => {
    const transport = await transportTo({ status: 413, body: 'too large', headers: { 'x-request-id': 'r-2' } });
    const error = await failureOf(transport.call({ method: 'GET', path: '/x' }));
    expect(error).toMatchObject({ status: 413, code: 'http_413', requestId: 'r-2' });
  });
});

describe('repetition', () => {
  test.each([429, 502, 503])('a read is repeated after %i', async (status) => {
    const transport = await transportTo(
      { status, headers: retryAtOnce },
      { status, headers: retryAtOnce },
      { body: 1 },
    );
    await expect(transport.call({ method: 'GET', path: '/x' })).resolves.toBe(1);
    expect(server.seen).toHaveLength(3);
  });

  test('a read is repeated after a lost connection', async () => {
    const transport = await transportTo({ hangUp: true }, { body: 1 });
    await expect(transport.call({ method: 'GET', path: '/x' })).resolves.toBe(1);
  });

  test('ends after three repetitions with the server’s own error', async () => {
    const transport = await transportTo({
      status: 503,
      headers: retryAtOnce,
      body: { errorCode: 'E', message: 'down' },
    });
    const error = await failureOf(transport.call({ method: 'GET', path: '/x' }));
    expect(error).toMatchObject({ status: 503, code: 'E', message: 'down' });
    expect(server.seen).toHaveLength(4);
  });

  // The server may have done it before the connection broke: a second token, a second run.
  test('a write is never repeated', async () => {
    const transport = await transportTo({ status: 503, headers: retryAtOnce }, { body: 1 });
    await failureOf(transport.call({ method: 'POST', path: '/x' }));
    expect(server.seen).toHaveLength(1);
  });

  test('a search, which writes nothing, is repeated although it is a POST', async () => {
    const transport = await transportTo({ status: 503, headers: retryAtOnce }, { body: 1 });
    await expect(transport.call({ method: 'POST', path: '/x', idempotent: true })).resolves.toBe(1);
  });

  test.each([400, 401, 403, 404, 409, 500])('%i is final', async (status) => {
    const transport = await transportTo({ status }, { body: 1 });
    const error = await failureOf(transport.call({ method: 'GET', path: '/x' }));
    expect(error.status).toBe(status);
    expect(server.seen).toHaveLength(1);
  });
});

describe('limits', () => {
  test('a server that does not answer in time is a timeout, and says after how long', async () => {
    const transport = await transportTo({ after: new Promise(() => undefined) });
    const error = await failureOf(transport.call({ method: 'POST', path: '/x' }, { timeoutMs: 30 }));
    expect(error).toMatchObject({ code: 'timeout', status: null, message: 'no answer within 30 ms' });
  });

  test('aborting rejects with the caller’s own reason', async () => {
    const transport = await transportTo({ after: new Promise(() => undefined) });
    const abort = new AbortController();
    const call = transport.call({ method: 'GET', path: '/x' }, { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
  });

  test('aborting also ends the pause before a repetition', async () => {
    const abort = new AbortController();
    const transport = await transportTo({ status: 503, headers: { 'retry-after': '30' } });
    const call = transport.call({ method: 'GET', path: '/x' }, { signal: abort.signal });
    await expect.poll(() => server.seen.length).toBe(1);
    abort.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
  });

  test('a server that is not there is named, with the reason of the system', async () => {
    await transportTo({});
    const gone = server.url;
    await server.close();
    const transport = createTransport({ baseUrl: gone, retriesMax: 0 });
    const error = await failureOf(transport.call({ method: 'GET', path: '/x' }));
    expect(error).toMatchObject({ code: 'connection_failed', status: null });
    expect(error.message).toContain(gone);
    expect(error.message).toContain('ECONNREFUSED');
  });
});

describe('a bearer that does not live as long as the client', () => {
  /** A source of numbered bearers; `replacements` are what it has instead of a refused one. */
  async function callWith(replacements: (string | null)[], ...answers: Answer[]) {
    await transportTo(...answers);
    const refused: string[] = [];
    const token = {
      current: () => Promise.resolve('first'),
      replace: (bearer: string) => {
        refused.push(bearer);
        return Promise.resolve(replacements.shift() ?? null);
      },
    };
    const transport = createTransport({ baseUrl: server.url, token });
    const sent = (): unknown[] => server.seen.map((request) => request.headers.authorization);
    return { call: transport.call({ method: 'POST', path: '/x', body: {} }), refused, sent };
  }
  const unauthenticated = { status: 401, body: { errorCode: '401', errorMessage: 'no' } };

  test('is replaced after a 401, and the call is sent once more, whatever its method', async () => {
    const { call, refused, sent } = await callWith(['second'], unauthenticated, { body: { ok: true } });
    expect(await call).toEqual({ ok: true });
    expect(refused).toEqual(['first']);
    expect(sent()).toEqual(['Bearer first', 'Bearer second']);
  });

  test('is replaced once: a second refusal stands', async () => {
    const { call, sent } = await callWith(['second', 'third'], unauthenticated);
    expect(await failureOf(call)).toMatchObject({ status: 401 });
    expect(sent()).toEqual(['Bearer first', 'Bearer second']);
  });

  test('without a replacement the refusal stands', async () => {
    const { call, sent } = await callWith([], unauthenticated);
    expect(await failureOf(call)).toMatchObject({ status: 401 });
    expect(sent()).toEqual(['Bearer first']);
  });

  test('is not replaced for any other refusal', async () => {
    const { call, refused } = await callWith(['second'], { status: 403, body: {} });
    expect(await failureOf(call)).toMatchObject({ status: 403 });
    expect(refused).toEqual([]);
  });
});
