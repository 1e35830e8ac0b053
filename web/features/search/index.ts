export { SearchPage } from './SearchPage.tsx';
export { readSearchState } from './search-state.ts';
