/** What a spreadsheet takes for the beginning of a formula, in its own script or in full width. */
const formulaStart = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/;

/**
 * One field (RFC 4180).
 * SECURITY: names are made by anybody, and spreadsheets run what begins like a formula; a leading `'` makes it text.
 */
function csvField(value: string): string {
  const text = formulaStart.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows under a heading, each with its line end, as a spreadsheet opens them. */
export function renderCsv(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heading, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}
