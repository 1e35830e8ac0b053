import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newNanoid } from '../../foundation/index.ts';
import { commonlyUsedPasswords, openBreachedPasswords } from './breached-passwords.ts';

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();

describe('passwords known from breaches', () => {
  it.each([
    'q1w2e3r4t5y6u7i8o9p0',
    'Q1W2E3R4T5Y6U7I8O9P0',
    'polniypizdec0211',
    'sunshineprincess',
    'Sunshine Princess',
    'sun5hine-pr1ncess',
    'sunshine.princess2026!',
    'footballsuperman',
  ])('%j is one, or two of them in a row', async (password) => {
    expect(await commonlyUsedPasswords.has(password)).toBe(true);
  });

  it.each(['correct horse battery staple', 'the clavis of my old violin case', 'zwölf Boxkämpfer jagen Viktor'])(
    '%j is none: three words are a phrase',
    async (password) => {
      expect(await commonlyUsedPasswords.has(password)).toBe(false);
    },
  );

  it('what a generator makes is none', async () => {
    for (let made = 0; made < 500; made += 1) expect(await commonlyUsedPasswords.has(newNanoid(20))).toBe(false);
  });
});

describe('a file of breached passwords', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clavis breached '));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function listIn(name: string, content: string) {
    const path = join(folder, name);
    await writeFile(path, content);
    return openBreachedPasswords(path);
  }

  it.each(['\n', '\r\n'])('plain, one a line with line ends %j: any spelling of a line is known', async (end) => {
    const known = ['my long known password', 'Ünother known password', ''].join(end);
    const list = await listIn(`plain ${String(end.length)}`, known);
    expect(await list.has('my long known password')).toBe(true);
    expect(await list.has('My Long KNOWN password')).toBe(true);
    expect(await list.has('u\u0308nother known password')).toBe(true);
    expect(await list.has('my long unknown password')).toBe(false);
    // The list of the server itself still counts.
    expect(await list.has('sunshineprincess')).toBe(true);
  });

  it.each([
    ['\n', true],
    ['\n', false],
    ['\r\n', true],
  ])('sorted digests with line ends %j, last line closed %s: each is found, nothing else is', async (end, closed) => {
    const known = Array.from({ length: 1000 }, (_, index) => `entry number ${String(index)} of the list`);
    // Counts of very different length: lines are not equally long.
    const lines = known.map((text, index) => `${sha1(text)}:${'9'.repeat(1 + (index % 9))}`).sort();
    const list = await listIn(`digests ${String(end.length)} ${String(closed)}`, lines.join(end) + (closed ? end : ''));
    for (const text of known) expect(await list.has(text), text).toBe(true);
    for (let index = 1000; index < 1500; index += 1) {
      expect(await list.has(`entry number ${String(index)} of the list`)).toBe(false);
    }
  });

  it('digests without counts, in lower case, a single one', async () => {
    const list = await listIn('single', sha1('a single known password').toLowerCase());
    expect(await list.has('a single known password')).toBe(true);
    expect(await list.has('a single other password')).toBe(false);
  });

  it('an empty file knows nothing; one that is not there is refused by its name', async () => {
    expect(await (await listIn('empty', '')).has('a single known password')).toBe(false);
    await expect(openBreachedPasswords(join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'field_invalid',
      message: expect.stringContaining('nowhere') as string,
    });
  });
});
