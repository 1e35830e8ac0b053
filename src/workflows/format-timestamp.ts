/** Second precision, as the Atlan wire has it: clients parse `%Y-%m-%dT%H:%M:%SZ` and fail on milliseconds. */
export function formatTimestamp(at: Date): string {
  return at.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
