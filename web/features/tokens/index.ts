export { TokensPage } from './TokensPage.tsx';
export { readTokensState, type TokensState } from './tokens-state.ts';
