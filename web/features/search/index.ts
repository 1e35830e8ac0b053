export { SearchPage } from './SearchPage.tsx';
export { readSearchState, type SearchState } from './search-state.ts';
