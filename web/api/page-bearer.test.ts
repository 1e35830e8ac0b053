import { expect, test } from 'vitest';
import { createPageBearer } from './page-bearer.ts';

const hourMs = 3_600_000;

/** A source whose bearers are numbered, with a clock that the test moves. */
function create(fails: () => boolean = () => false) {
  let [made, nowMs] = [0, 0];
  const bearer = createPageBearer({
    create: () => {
      if (fails()) return Promise.reject(new Error('not signed in'));
      made += 1;
      return Promise.resolve({ secret: `bearer ${made}`, expiresAt: new Date(nowMs + hourMs) });
    },
    now: () => new Date(nowMs),
  });
  return {
    bearer,
    made: () => made,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

test('nothing is made before somebody searches, and then one for all', async () => {
  const { bearer, made } = create();
  expect(made()).toBe(0);
  const all = await Promise.all([bearer.current(), bearer.current(), bearer.current()]);
  expect(all).toEqual(['bearer 1', 'bearer 1', 'bearer 1']);
  expect(made()).toBe(1);
});

test('it is renewed before it ends, not after', async () => {
  const { bearer, pass } = create();
  await bearer.current();
  pass(hourMs - 60_001);
  expect(await bearer.current()).toBe('bearer 1');
  pass(1);
  expect(await Promise.all([bearer.current(), bearer.current()])).toEqual(['bearer 2', 'bearer 2']);
});

test('requests that are refused together get one new bearer', async () => {
  const { bearer, made } = create();
  const refused = await bearer.current();
  const all = await Promise.all([bearer.replace(refused), bearer.replace(refused)]);
  expect([...all, await bearer.replace(refused)]).toEqual(['bearer 2', 'bearer 2', 'bearer 2']);
  expect(made()).toBe(2);
});

test('after sign-out the page knows none', async () => {
  const { bearer } = create();
  await bearer.current();
  bearer.forget();
  expect(await bearer.current()).toBe('bearer 2');
});

test('a failure is told and not remembered', async () => {
  let isDown = true;
  const { bearer } = create(() => isDown);
  await expect(bearer.current()).rejects.toThrow('not signed in');
  isDown = false;
  expect(await bearer.current()).toBe('bearer 1');
});
