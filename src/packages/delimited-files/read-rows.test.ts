import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRows, renderLine, type Row } from './index.ts';

const options = { file: 'the file', separator: ',', required: ['a'] };

async function read(bytes: Buffer | string, more: Partial<typeof options> = {}): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const chunks = Array.from({ length: Math.ceil(Buffer.from(bytes).length / 7) }, (_, index) =>
    Buffer.from(bytes).subarray(index * 7, index * 7 + 7),
  );
  for await (const row of readRows(Readable.from(chunks), { ...options, ...more })) rows.push(row);
  return rows;
}

const cellsOf = (rows: readonly Row[]) => rows.map(({ cells }) => Object.fromEntries(cells));

describe('rows of a file', () => {
  it('are read with the line that each begins at, whatever ends the lines and wherever lines are empty', async () => {
    const rows = await read('a,b\r\n1,"x\ny"\n\n2,3\r4,5');
    expect(cellsOf(rows)).toEqual([
      { a: '1', b: 'x\ny' },
      { a: '2', b: '3' },
      { a: '4', b: '5' },
    ]);
    expect(rows.map(({ number, line }) => [number, line])).toEqual([
      [1, 2],
      [2, 5],
      [3, 6],
    ]);
  });

  it('are read in UTF-8 with a mark or without, and with another separator', async () => {
    expect(cellsOf(await read('\ufeffa;b\né;ö\n', { separator: ';' }))).toEqual([{ a: 'é', b: 'ö' }]);
  });

  it('that have too few or too many cells say so and are not guessed at', async () => {
    const rows = await read('a,b\n1\n1,2,3\n');
    expect(rows.map(({ problem }) => problem)).toEqual([
      'has 1 cells, the heading has 2',
      'has 3 cells, the heading has 2',
    ]);
  });

  it.each([
    ['nothing', '', /is empty: a heading is missing/],
    ['a heading that is not what it must be', 'x,x,\n', /line 1: column 3 has no name; the column `x` is there twice; the column `a` is missing/], // prettier-ignore
    ['a quote that is never closed', 'a\n1\n"2\n', /line 3: a quote that is never closed/],
    ['a quote in the middle', 'a\n1\nx"y\n', /line 3: a quote inside a cell/],
    ['text after a quote', 'a\n"x"y\n', /line 2: text after a closing quote/],
    ['what is no text', Buffer.from([0x61, 0x0a, 0xff, 0xfe]), /is not text in UTF-8/],
  ])('are refused where there is %s', async (_what, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('are read back as they were written, formulas and quotes before formulas too', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
      fc.stringMatching(/^'{0,3}[=+@\t\r-]?[a",\n']{0,5}$/),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { maxLength: 5 }), async (rows) => {
        const written = ['a', 'b'].join(',') + '\r\n' + rows.map((row) => renderLine(['x', ...row])).join('');
        const read3 = await read(written.replace('a,b', 'k,a,b'));
        expect(read3.map(({ cells }) => [cells.get('a'), cells.get('b')])).toEqual(rows);
      }),
      { numRuns: 150 },
    );
  });

  it('that begin like a formula are written as text', () => {
    expect(renderLine(['=1+1', "'=1", '-5', 'plain'])).toBe("'=1+1,''=1,'-5,plain\r\n");
  });
});
