export { PeoplePage } from './PeoplePage.tsx';
export { readPeopleState } from './people-state.ts';
