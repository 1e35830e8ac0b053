/** Which tokens are listed: those that need somebody's attention, or all. */
export type TokensShown = 'all' | 'expiring' | 'ownerless' | 'suspended';

/** What the address says about the token screen. */
export interface TokensState {
  dialog?: 'create';
  show?: Exclude<TokensShown, 'all'>;
}

const choices = ['expiring', 'ownerless', 'suspended'] as const;

/** Reads the address leniently: what is not understood is at its default. */
export function readTokensState(search: Record<string, unknown>): TokensState {
  const show = choices.find((choice) => choice === search['show']);
  return {
    ...(search['dialog'] === 'create' ? { dialog: 'create' } : {}),
    ...(show === undefined ? {} : { show }),
  };
}
