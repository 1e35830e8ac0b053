import { expect, test } from 'vitest';
import { renderCsv } from './csv.ts';

test.each(['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', '\uff1d1'])(
  'a field that begins like a formula is text: %j',
  (field) => {
    expect(renderCsv(['name'], [[field]])).toMatch(/^name\r\n"?'/);
  },
);

test('commas, quotes and line ends are quoted, and everything else is as it is', () => {
  expect(
    renderCsv(
      ['a', 'b'],
      [
        ['x,y', 'say "hi"'],
        ['two\nlines', 'a=1 ä'],
      ],
    ),
  ).toBe('a,b\r\n"x,y","say ""hi"""\r\n"two\nlines",a=1 ä\r\n');
});
