import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorBody } from '../../contract/index.ts';
import { CatalogError, createLogger, createSecret } from '../../foundation/index.ts';
import { exchangeRaw } from '../../../test/support/raw-exchange.ts';
import { createManneredServer } from './create-mannered-server.ts';
import { bodyBytesMax } from './read-body.ts';

const logged: string[] = [];
const log = createLogger({ level: 'info', destination: { write: (line: string) => logged.push(line) } });

function registerProbes(server: FastifyInstance): void {
  const echo = { handler: (request: { body: unknown; query: unknown; method: string }) => answerWith(request) };
  const answerWith = ({ body, query, method }: { body: unknown; query: unknown; method: string }) =>
    Promise.resolve({ method, body: body ?? null, hasBody: body !== undefined, query });
  server.route({ method: ['GET', 'POST', 'PUT', 'DELETE'], url: '/echo', ...echo });
  server.get('/parts/:name', (request) => Promise.resolve(request.params));
  server.get('/fail/internal', () => Promise.reject(new Error('password of the database is hunter2')));
  server.get('/fail/store', () =>
    Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })),
  );
  server.get('/fail/terminated', () => Promise.reject(new Error('Connection terminated unexpectedly')));
  server.get('/fail/many', () =>
    Promise.reject(
      new CatalogError('field_invalid', 'two things are wrong', {
        details: [
          { path: 'a', message: 'is wrong' },
          { path: 'b.c', message: 'is worse' },
        ],
      }),
    ),
  );
}

describe('manners of the server', () => {
  let server: FastifyInstance;
  let port: number;
  let origin: string;

  beforeAll(async () => {
    server = createManneredServer({ log });
    registerProbes(server);
    await server.listen({ port: 0, host: '127.0.0.1' });
    port = (server.server.address() as AddressInfo).port;
    origin = `http://127.0.0.1:${String(port)}`;
  });

  afterAll(() => server.close());

  function head(line: string, ...headers: string[]): string {
    return [line, 'host: clavis.test', 'connection: close', ...headers].join('\r\n') + '\r\n\r\n';
  }

  async function echoed(line: string): Promise<{ status: number; query: Record<string, string[]> }> {
    const answer = await exchangeRaw(port, [Buffer.from(head(line))]);
    const body = JSON.parse(answer?.body ?? '{}') as { query: Record<string, string[]> };
    return { status: answer?.status ?? 0, query: body.query };
  }

  it.each(['/echo', '/echo/', '//echo', '/echo//', '/echo/?a=1', '//echo//?a=1'])(
    'answers %s where the route is /echo, without a redirect',
    async (path) => {
      const answer = await fetch(origin + path, { redirect: 'manual' });
      expect(answer.status).toBe(200);
    },
  );

  it('reads a filter that the client did not encode: braces, quotes, dollar, percent, blanks, letters beyond ASCII', async () => {
    const filters = [
      '{"displayName":"X"}',
      '{"displayName":"two words"}',
      '{"name":{"$ilike":"$%"}}',
      '{"name":{"$ilike":"%ad%"}}',
      '{"alias":{"$ilike":"%a b%"},"name":"x&y=z"}',
      '{"name":"Zürich + Genève"}',
      '{"name":"a\\"b"}',
    ];
    for (const filter of filters) {
      const { status, query } = await echoed(`GET /echo?limit=5&filter=${filter}&sort=name HTTP/1.1`);
      expect(status).toBe(200);
      expect(query).toEqual({ limit: ['5'], filter: [filter], sort: ['name'] });
    }
  });

  it('reads the same filter encoded', async () => {
    const filter = '{"name":{"$ilike":"%a+b & c%"}}';
    const { query } = await echoed(`GET /echo?filter=${encodeURIComponent(filter)} HTTP/1.1`);
    expect(query).toEqual({ filter: [filter] });
  });

  it('mends a request line that arrives in pieces', async () => {
    const answer = await exchangeRaw(port, ['GET /echo?filter={"a":"b c"', '} HTTP/1.1\r\nhost: x\r\n', '\r\n']);
    expect(answer?.status).toBe(200);
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ query: { filter: ['{"a":"b c"}'] } });
  });

  it('does not mend what could be read in two ways: repeated headers, bodies, bytes behind the head', async () => {
    const line = 'GET /echo?filter={"a":"b c"} HTTP/1.1';
    const requests = [
      head(line, 'authorization: Bearer a', 'authorization: Bearer b'),
      head(line, 'content-length: 2') + '{}',
      head(line, 'transfer-encoding: chunked') + '0\r\n\r\n',
      head(line) + head('GET /echo HTTP/1.1'),
      head('POST /echo?filter={"a":"b c"} HTTP/1.1'),
    ];
    for (const request of requests) {
      const answer = await exchangeRaw(port, [request]);
      expect(answer?.status).toBe(400);
      expect(JSON.parse(answer?.body ?? '')).toMatchObject({ code: 400, info: 'body_malformed' });
    }
  });

  it.each(['GET', 'POST', 'PUT', 'DELETE'])(
    'takes an empty body labelled as JSON on %s for no body',
    async (method) => {
      const answer = await fetch(`${origin}/echo`, { method, headers: { 'content-type': 'application/json' } });
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ method, hasBody: false });
    },
  );

  it('takes the JSON text "" for no body', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${origin}/echo`, { method: 'POST', headers, body: '""' });
    expect(await answer.json()).toMatchObject({ hasBody: false });
  });

  it('reads JSON without a content type and with a charset, and never answers 406', async () => {
    const type = 'application/x-www-form-urlencoded;charset=UTF-8';
    const labelled = await fetch(`${origin}/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', accept: type },
      body: '{"a":1}',
    });
    expect(await labelled.json()).toMatchObject({ body: { a: 1 } });
    const bare = await exchangeRaw(port, [head('POST /echo HTTP/1.1', 'content-length: 7') + '{"a":1}']);
    expect(JSON.parse(bare?.body ?? '')).toMatchObject({ body: { a: 1 } });
  });

  it('refuses other body languages by name', async () => {
    const answer = await fetch(`${origin}/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=1',
    });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as ErrorBody).message).toContain('`application/x-www-form-urlencoded`');
  });

  it.each([
    ['{"a":1,}', 'line 1, column 8'],
    ['{"a":\n  tru }', 'line 2, column 3'],
    ['{"a":1', 'the text ends'],
    ['not json', 'line 1, column 1'],
    ['{"a":1} x', 'line 1, column 9'],
    ['{"a":"\u0001"}', 'line 1, column 7'],
  ])('names the place where %j stops being JSON', async (body, place) => {
    const answer = await fetch(`${origin}/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as ErrorBody).message).toContain(place);
  });

  it.each([
    ['nested too deep', '['.repeat(5000) + ']'.repeat(5000)],
    ['U+0000', '{"a":{"b":["\\u0000"]}}'],
    ['half a surrogate pair', '{"a":"\\ud800"}'],
    ['U+0000 in a key', '{"\\u0000":1}'],
  ])('refuses a body that is %s', async (_what, body) => {
    const answer = await fetch(`${origin}/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(400);
  });

  it('refuses bytes that are not UTF-8', async () => {
    const answer = await fetch(`${origin}/echo`, { method: 'POST', body: new Uint8Array([0x22, 0xff, 0x22]) });
    expect(answer.status).toBe(400);
  });

  it('reads the keys of a body as they are written, whatever another body had at their place', async () => {
    const body = async (text: string) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${origin}/echo`, { method: 'POST', headers, body: text });
      // As text: this process has read the misleading body, too.
      return answer.text();
    };
    expect(await body(String.raw`{"h":[],"\\":0}`)).toContain(String.raw`{"h":[],"\\":0}`);
    expect(await body(String.raw`{"h":1,"\"":2}`)).toContain(String.raw`{"h":1,"\"":2}`);
  });

  it('keeps text that looks like an escape of U+0000 but is none', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${origin}/echo`, { method: 'POST', headers, body: '{"a":"\\\\u0000 \\ud83d\\ude00"}' });
    expect(await answer.json()).toMatchObject({ body: { a: '\\u0000 😀' } });
  });

  it.each([true, false])(
    'answers 413 to a body of 20 MB and reads it to its end (length announced: %s)',
    async (announced) => {
      const answer = await new Promise<{ status: number; body: string }>((resolve, reject) => {
        const headers = { 'content-type': 'application/json', ...(announced ? { 'content-length': 20_000_000 } : {}) };
        const sent = httpRequest(`${origin}/echo`, { method: 'POST', headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
          );
        });
        sent.on('error', reject);
        sent.end(Buffer.alloc(20_000_000, 0x20));
      });
      expect(answer.status).toBe(413);
      expect((JSON.parse(answer.body) as ErrorBody).message).toContain(String(bodyBytesMax));
    },
  );

  it('survives requests that are cut off in the head and in the body', async () => {
    await exchangeRaw(port, ['GET /ec'], { cutOff: true });
    await exchangeRaw(port, [head('POST /echo HTTP/1.1', 'content-length: 100'), '{"a":'], { cutOff: true });
    await exchangeRaw(port, ['GET /echo?filter={"a":"b '], { cutOff: true });
    const answer = await fetch(`${origin}/echo`);
    expect(answer.status).toBe(200);
    expect(logged.filter((line) => line.includes('"status":5'))).toEqual([]);
  });

  it.each([
    'NONSENSE\r\n\r\n',
    'GET /a\u0001b HTTP/1.1\r\nhost: x\r\n\r\n',
    `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
  ])('answers bytes that are not HTTP with the error body', async (request) => {
    const answer = await exchangeRaw(port, [request]);
    expect(answer?.status).toBe(400);
    expect(answer?.headers['connection']).toBe('close');
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ errorCode: expect.any(String) as string, causes: [] });
  });

  it('has one error body: numeric code, both texts, lists never null, every problem a cause', async () => {
    const answer = await fetch(`${origin}/fail/many`, { headers: { 'x-atlan-request-id': 'call-1' } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      errorCode: 'ATLAS-400-00-01A',
      errorMessage: 'two things are wrong',
      code: 400,
      message: 'two things are wrong',
      info: 'field_invalid',
      causes: [
        { errorType: 'field_invalid', errorMessage: 'is wrong', location: 'a' },
        { errorType: 'field_invalid', errorMessage: 'is worse', location: 'b.c' },
      ],
      requestId: 'call-1',
    });
  });

  it('keeps the reason of an internal error in the log, under the request id', async () => {
    const answer = await fetch(`${origin}/fail/internal`, { headers: { 'x-atlan-request-id': 'call-2' } });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('hunter2');
    expect(logged.some((line) => line.includes('call-2') && line.includes('hunter2'))).toBe(true);
  });

  it.each(['/fail/store', '/fail/terminated'])(
    'answers 503 with Retry-After when the store is gone (%s)',
    async (path) => {
      const answer = await fetch(origin + path);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('2');
      expect(await answer.json()).toMatchObject({ info: 'store_unavailable' });
    },
  );

  it('echoes a sane request id and replaces any other', async () => {
    const sane = await fetch(`${origin}/echo`, { headers: { 'x-atlan-request-id': 'abc-123' } });
    expect(sane.headers.get('x-atlan-request-id')).toBe('abc-123');
    for (const id of ['a b', 'x'.repeat(200), '{}']) {
      const answer = await fetch(`${origin}/echo`, { headers: { 'x-atlan-request-id': id } });
      expect(answer.headers.get('x-atlan-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('sends the protective headers on answers and on errors', async () => {
    for (const path of ['/echo', '/fail/many']) {
      const answer = await fetch(origin + path);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  it('refuses credentials in the URL, whatever the key is called', async () => {
    const secrets = (['api', 'ref', 'acc', 'usr', 'cli', 'ses'] as const).map((kind) => createSecret(kind));
    const refused = [
      ...['access_token=x', 'TOKEN=x', 'client_secret=x', 'refresh_token=x', 'Password=x'],
      ...secrets.flatMap((secret) => [`anything=${secret}`, secret, `a=b&filter={"x":"${secret}"}`]),
      ...secrets.map((secret) => `x=secret-token%3Aclv%5F${secret.slice(4, 40)}`),
    ];
    for (const query of refused) {
      const answer = await fetch(`${origin}/echo?${query}`);
      expect(answer.status, query).toBe(400);
      expect(await answer.text()).not.toContain('clv_');
    }
    for (const query of ['name=clv_api_', 'filter={"name":{"$like":"clv_%"}}', 'x=clv_crawl_of_march']) {
      expect((await fetch(`${origin}/echo?${query}`)).status, query).toBe(200);
    }
  });

  it.each(['/echo?a=%00', '/parts/a%00b', '/parts/%zz', `/parts/${'x'.repeat(2000)}`])(
    'refuses the URL %.30s without a 500',
    async (path) => {
      const answer = await fetch(origin + path);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 400 });
    },
  );
});
