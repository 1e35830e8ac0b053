import Table from 'cli-table3';
import { printable } from './printable.ts';

// Lines only under the heading: a terminal is narrow, and such a table can still be cut and pasted.
const plainChars = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Rows under a heading, in columns as wide as their widest cell. */
export function renderTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    chars: plainChars,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(
    heading.map((name) => name.toUpperCase()),
    ...rows.map((row) => row.map(printable)),
  );
  return table.toString().replace(/[ \t]+$/gm, '');
}
