import { expect, test } from 'vitest';
import { readSearchState } from './search-state.ts';

test.each([
  [{}, {}],
  [
    { text: 'orders', type: 'Table', page: 3, asset: 'g' },
    { text: 'orders', type: 'Table', page: 3, asset: 'g' },
  ],
  // The router reads digits as a number.
  [{ text: 2026 }, { text: '2026' }],
  [{ text: '', page: 1, type: undefined, asset: undefined }, {}],
  [{ type: 'Anything', page: 'x' }, {}],
  [{ page: -2, text: { a: 1 } }, {}],
])('%j is read as %j', (search, state) => {
  expect(readSearchState(search)).toEqual(state);
});
