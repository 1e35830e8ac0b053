import { describe, expect, it } from 'vitest';
import { isStoreFailure } from './store-failure.ts';

function coded(code: string, more: object = {}): Error {
  return Object.assign(new Error(`error ${code}`), { code }, more);
}

describe('isStoreFailure', () => {
  it.each([
    ['a refused connection', coded('ECONNREFUSED', { syscall: 'connect' })],
    ['a missing socket file', coded('ENOENT', { syscall: 'connect' })],
    ['all addresses refused', Object.assign(new AggregateError([coded('ECONNREFUSED', { syscall: 'connect' })]))],
    ['an administrator who terminated the connection', coded('57P01')],
    ['a server that starts up', coded('57P03')],
    ['a server without free connections', coded('53300')],
    ['a serialization conflict', coded('40001')],
    ['a dead-lock', coded('40P01')],
    ['a driver that lost its connection', new Error('Connection terminated unexpectedly')],
    ['the same wrapped', new Error('query failed', { cause: coded('08006') })],
  ])('is true for %s', (_what, error) => {
    expect(isStoreFailure(error)).toBe(true);
  });

  it.each([
    ['bad data', coded('22P02')],
    ['a statement of ours that the protocol does not allow', coded('08P01')],
    ['a statement that ran into its time limit', coded('57014')],
    ['a broken constraint', coded('23505')],
    ['a missing column', coded('42703')],
    ['a file of ours that is missing', coded('ENOENT', { syscall: 'open' })],
    ['a bug', new TypeError('x is not a function')],
    ['no error at all', 'text'],
  ])('is false for %s', (_what, error) => {
    expect(isStoreFailure(error)).toBe(false);
  });
});
