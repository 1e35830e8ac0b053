/** As `renderCsv` has it: what a spreadsheet takes for the beginning of a formula. */
const quotedStart = /^'+[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/;

/**
 * A text as it is handed to `renderCsv`, which puts a `'` before what begins like a formula, so that no spreadsheet runs it. What has
 * such quotes already gets one more, so that every text is read back as it was.
 */
export function guardQuotes(text: string): string {
  return quotedStart.test(text) ? `'${text}` : text;
}

/** The text behind a field of a file: without the one `'` that keeps spreadsheets from running it. */
export function unguard(field: string): string {
  return quotedStart.test(field) ? field.slice(1) : field;
}
