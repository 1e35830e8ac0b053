import { describe, expect, it } from 'vitest';
import { newNanoid } from '../../foundation/index.ts';
import { isOutdatedHash, matchlessHash, verifyPassword } from './password-hash.ts';
import { passwordProblems } from './password-problems.ts';

const messagesOf = (password: string, words: string[] = ['jsmith', 'jane.smith']) =>
  passwordProblems(password, words).map(({ message }) => message.split(' ').slice(0, 4).join(' '));

describe('password rules', () => {
  it.each([
    'correct horse battery staple',
    'the clavis of my old violin case',
    'zwölf Boxkämpfer jagen Viktor',
    '東京の夏はとても暑いですねそして冬',
    'my data platform was built by seven raccoons',
  ])('accept %j', (password) => {
    expect(messagesOf(password)).toEqual([]);
  });

  it('accept what a generator makes', () => {
    const refused = Array.from({ length: 5000 }, () => newNanoid(20)).filter(
      (password) => messagesOf(password).length > 0,
    );
    expect(refused).toEqual([]);
  });

  it.each([
    'clavis-admin-2026!!',
    'Password123456789',
    'P@ssw0rd-P@ssw0rd-1',
    'data-catalog-login',
    'JSmith-jsmith-2026-01',
    'jane.smith/jane.smith',
    'w3lc0me-t0-cl4v1s-2026',
  ])('refuse %j, made of known words', (password) => {
    expect(messagesOf(password)).toContain('must not be made');
  });

  it.each([
    'abcdefghijklmnopq',
    '1234567890123456',
    'qwertyuiopasdfghjkl',
    'zyxwvutsrqponmlkj',
    'aaaabbbbccccddddeeee',
  ])('refuse %j, a walk', (password) => {
    expect(messagesOf(password)).toContain('must not be a');
  });

  it.each(['blue!blue!blue!blue!', 'xk7xk7xk7xk7xk7xk7'])('refuse %j, a repetition', (password) => {
    expect(messagesOf(password)).toContain('must not be one');
  });

  it('length is counted in characters as people count them, 15 to 1024', () => {
    expect(messagesOf('grünes-Fenster')).toEqual(['must have at least']);
    expect(messagesOf('grünes-Fensters')).toEqual([]);
    expect(messagesOf('🌍🌒🪐⭐☄️🌞🛰️')).toEqual(['must have at least']);
    expect(messagesOf(newNanoid(1024))).toEqual([]);
    expect(messagesOf(newNanoid(1025))).toEqual(['must have at most']);
  });

  it('all problems are said at once', () => {
    expect(messagesOf('aaaa')).toEqual([
      'must have at least',
      'must have at least',
      'must not be a',
      'must not be one',
    ]);
    expect(messagesOf('')).not.toEqual([]);
  });

  it('a very long password is judged quickly', () => {
    const start = performance.now();
    messagesOf('ab'.repeat(500_000) + 'c');
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});

describe('the hash for accounts that do not exist', () => {
  it('costs what a real one costs and matches nothing that is tried', async () => {
    expect(isOutdatedHash(matchlessHash)).toBe(false);
    expect(await verifyPassword(matchlessHash, '')).toBe(false);
    expect(await verifyPassword(matchlessHash, newNanoid(20))).toBe(false);
  });
});
