import { expect, test } from 'vitest';
import { readSignInState } from './sign-in-state.ts';

test('the address says where to go, what went wrong and how to find it', () => {
  const state = { next: '/tokens?sort=name', problem: 'refused', trace: '3f0c2b0e-6a3d-4b52' };
  expect(readSignInState(state)).toEqual(state);
});

test.each([
  { next: 'https://evil.example' },
  { next: '//evil.example' },
  { next: '/\\evil.example' },
  { next: 1 },
  { problem: 'Call 555-0100 now' },
  { problem: 'toString' },
  { problem: ['refused'] },
  { trace: 'ask at evil.example/help' },
  { trace: 'x'.repeat(200) },
])('nothing else is taken from it: %j', (search) => {
  expect(readSignInState(search)).toEqual({});
});
