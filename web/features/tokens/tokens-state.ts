/** What the address says about the token screen. */
export interface TokensState {
  dialog?: 'create';
}

export function readTokensState(search: Record<string, unknown>): TokensState {
  return search['dialog'] === 'create' ? { dialog: 'create' } : {};
}
