import { expect, test } from 'vitest';
import { readPeopleState } from './people-state.ts';

test.each([
  [{}, {}],
  [{ list: 'groups' }, { list: 'groups' }],
  [
    { list: 'groups', dialog: 'create-group' },
    { list: 'groups', dialog: 'create-group' },
  ],
  [{ list: 'nonsense', dialog: 7, more: 'x' }, {}],
])('%j is read as %j', (search, state) => {
  expect(readPeopleState(search)).toEqual(state);
});
