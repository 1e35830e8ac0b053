/** SECURITY: names come from crawled sources and from servers; a control character in one must not drive the reader's terminal. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this takes out
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\u{fffd}');
}
