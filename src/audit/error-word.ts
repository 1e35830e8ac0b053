/** A short word for an error, for people who see states: without paths and addresses, which others may read too. */
export function errorWord(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return /^(?:status \d+|no answer within \d+ ms|\d+ records rejected|the last attempt has not ended)$/.test(
    error.message,
  )
    ? error.message
    : error.name;
}
