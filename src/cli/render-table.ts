import Table from 'cli-table3';

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

/** SECURITY: names come from crawled sources; a control character in one must not drive the reader's terminal. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this takes out
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\u{fffd}');
}

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
