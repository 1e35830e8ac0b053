/** What the address says about the people screen. */
export interface PeopleState {
  list?: 'groups';
  dialog?: 'invite' | 'create-group';
}

/** Reads the address leniently: what is not understood is at its default. */
export function readPeopleState(search: Record<string, unknown>): PeopleState {
  const dialog = (['invite', 'create-group'] as const).find((known) => known === search['dialog']);
  return {
    ...(search['list'] === 'groups' ? { list: 'groups' } : {}),
    ...(dialog === undefined ? {} : { dialog }),
  };
}
