import type { PersonaName } from '../../access/index.ts';

/** Personas as users, groups and whoami list them. Ids must differ: one client sorts them into a set. */
export function renderPersonas(personas: readonly PersonaName[]) {
  return personas.map(({ guid, name, qualifiedName }) => ({ id: guid, name, displayName: name, qualifiedName }));
}
