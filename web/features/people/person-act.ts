import { type Person } from '../../../src/sdk/index.ts';

/** What an admin is about to do with a person's account; each has its dialog. */
export interface PersonAct {
  kind: 'role' | 'link' | 'disable' | 'enable' | 'remove';
  person: Person;
}
