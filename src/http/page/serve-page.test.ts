import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../foundation/index.ts';
import { createManneredServer } from '../manners/create-mannered-server.ts';
import { registerPage } from './serve-page.ts';

const log = createLogger({ level: 'silent' });

function build(webDir?: string): FastifyInstance {
  const server = createManneredServer({ log });
  registerPage(server, webDir === undefined ? {} : { webDir });
  return server;
}

describe('the web page', () => {
  const webDir = mkdtempSync(join(tmpdir(), 'clavis web '));
  let server: FastifyInstance;

  beforeAll(async () => {
    mkdirSync(join(webDir, 'assets'));
    writeFileSync(join(webDir, 'index.html'), '<meta nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__"></script>');
    writeFileSync(join(webDir, 'assets', 'index-abc.js'), 'export {};');
    writeFileSync(join(webDir, 'secret.txt'), 'not for the world');
    server = build(webDir);
    await server.ready();
  });

  afterAll(async () => {
    await server.close();
    rmSync(webDir, { recursive: true });
  });

  it.each(['/', '/tokens', '/assets-of-mine', '/runs/atlan-glue-1', '/?tab=1', '/index'])('answers %s', async (url) => {
    const answer = await server.inject({ url });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('writes a new nonce into page and policy each time', async () => {
    const nonces = new Set<string>();
    for (let time = 0; time < 3; time += 1) {
      const answer = await server.inject({ url: '/' });
      const nonce = /nonce="([^"]+)"/.exec(answer.body)?.[1] ?? '';
      expect(answer.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(answer.headers['content-security-policy']).not.toContain('unsafe');
      expect(answer.body).not.toContain('__CSP_NONCE__');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  it('serves built files for ever, without running a nonce through them', async () => {
    const answer = await server.inject({ url: '/assets/index-abc.js' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-type']).toContain('javascript');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    '/assets/index-old.js',
    '/favicon.ico',
    '/secret.txt',
    '/assets/../secret.txt',
    '/assets/..%2fsecret.txt',
    '/assets/%2e%2e/secret.txt',
    '/api/nothing',
    '//api/nothing',
    '/auth/realms/default',
  ])('answers %s with 404 and the error body', async (url) => {
    const answer = await server.inject({ url });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 404, info: 'route_unknown' });
  });

  it('answers a POST to a page address with 404', async () => {
    const answer = await server.inject({ method: 'POST', url: '/tokens', payload: {} });
    expect(answer.statusCode).toBe(404);
  });

  it('says in plain words that the page is not built, and still refuses wrong routes as JSON', async () => {
    for (const bare of [build(), build(join(webDir, 'missing'))]) {
      const answer = await bare.inject({ url: '/' });
      expect(answer.statusCode).toBe(404);
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(answer.body).toContain('is not built');
      expect((await bare.inject({ url: '/api/x' })).json()).toMatchObject({ code: 404 });
      await bare.close();
    }
  });
});
