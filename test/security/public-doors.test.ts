import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../src/contract/index.ts';
import { newNanoid } from '../../src/foundation/index.ts';
import { createSignInCode } from '../../src/identity/index.ts';
import { addNode, type Node } from './node.ts';
import { createWorld, type World } from './world.ts';

describe('entrances that need no credential', () => {
  let world: World;
  let node: Node;
  let nowMs = 1000;

  beforeAll(async () => {
    world = await createWorld();
    node = await addNode(world, { trustProxy: ['127.0.0.1'], monotonicMs: () => nowMs });
  });
  afterAll(async () => {
    await node.close();
    await world.close();
  });

  const enter = (id: 'signInWithCode' | 'acceptInvitation', body: object, address: string) =>
    node.server.inject({
      method: operations[id].method,
      url: operations[id].path,
      headers: { 'x-forwarded-for': address },
      payload: body,
    });
  const wrongCode = () => ({ code: newNanoid(22) });

  it('have a failure budget per site: a guesser waits without costing the database, others do not', async () => {
    const guesser = '192.0.2.10';
    for (let n = 0; n < 31; n += 1) expect((await enter('signInWithCode', wrongCode(), guesser)).statusCode).toBe(401);
    node.statements.clear();
    const answers = await Promise.all(Array.from({ length: 20 }, () => enter('signInWithCode', wrongCode(), guesser)));
    const refused = answers.filter(({ statusCode }) => statusCode === 429);
    // A few attempts a second are left for whoever shares the address.
    expect(refused).toHaveLength(15);
    expect(refused[0]?.headers['retry-after']).toBe('2');
    expect(refused[0]?.json()).toMatchObject({ info: 'rate_limited', code: 429 });
    expect(node.statements.texts.filter((text) => text.includes('sign_in_code'))).toHaveLength(5);
    const { code } = await createSignInCode(world.deps.identity, { username: world.admin.username });
    nowMs += 200;
    expect((await enter('signInWithCode', { code }, guesser)).statusCode).toBe(200);
    expect((await enter('signInWithCode', wrongCode(), '192.0.2.11')).statusCode).toBe(401);
  });

  it('do not share their budgets, nor with bearers', async () => {
    const address = '192.0.2.20';
    for (let n = 0; n < 60; n += 1) await enter('signInWithCode', wrongCode(), address);
    const invitation = { ...wrongCode(), password: newNanoid(24) };
    expect((await enter('acceptInvitation', invitation, address)).statusCode).toBe(403);
    const headers = { authorization: `Bearer ${world.admin.tokenSecret}`, 'x-forwarded-for': address };
    expect((await node.server.inject({ url: operations.getCurrentUser.path, headers })).statusCode).toBe(200);
  });
});
