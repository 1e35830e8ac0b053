import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { afterEach, expect, it } from 'vitest';
import { createLogger } from '../../foundation/index.ts';
import { createManneredServer } from './create-mannered-server.ts';
import { registerStoreRefusals } from './refuse-without-store.ts';

let server: FastifyInstance;
let lose: () => void;
const listeners = new Set<() => void>();
const loss = { isLost: false };

async function open(): Promise<string> {
  loss.isLost = false;
  lose = () => {
    loss.isLost = true;
    for (const listener of [...listeners]) listener();
  };
  server = createManneredServer({ log: createLogger({ level: 'silent' }) });
  registerStoreRefusals(server, {
    get isLost() {
      return loss.isLost;
    },
    onLoss: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const config = { operationId: 'getRun' } as never;
  server.get('/waits', { config }, () => new Promise(() => undefined));
  server.get('/streams', { config }, (_request, reply) => {
    // It says one thing and then waits for the database.
    const stream = new Readable({ read: () => undefined });
    stream.push('retry: 1000\n\n');
    return reply.type('text/event-stream').send(stream);
  });
  return server.listen({ host: '127.0.0.1', port: 0 });
}

afterEach(() => server.close());

async function heldRequests(count: number): Promise<void> {
  await expect.poll(() => listeners.size).toBe(count);
}

it('refuses who waits and who comes while the database does not answer', async () => {
  const url = await open();
  const waiting = fetch(`${url}/waits`);
  await heldRequests(1);
  lose();
  expect((await waiting).status).toBe(503);
  expect((await fetch(`${url}/waits`)).status).toBe(503);
});

it('cuts off an answer that is already on its way, and goes on itself', async () => {
  const url = await open();
  const answer = await fetch(`${url}/streams`);
  const reader = answer.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('retry: 1000\n\n');
  lose();
  await expect(reader?.read()).rejects.toThrow();
  expect((await fetch(`${url}/waits`)).status).toBe(503);
});
