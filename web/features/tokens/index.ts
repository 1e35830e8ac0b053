export { TokensPage } from './TokensPage.tsx';
export { readTokensState } from './tokens-state.ts';
