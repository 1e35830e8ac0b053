import type { GroupRecord as WireGroup } from '../../contract/index.ts';
import type { ListedGroup } from '../../access/index.ts';
import { renderPersonas } from './render-personas.ts';

/** A group (Atlan wire, groups). Every attribute is a list of texts; one without a value is absent. */
export function renderGroup(group: ListedGroup): WireGroup {
  return {
    id: group.id,
    name: group.name,
    alias: group.alias,
    path: `/${group.name}`,
    userCount: group.userCount,
    roles: null,
    decentralizedRoles: null,
    attributes: {
      alias: [group.alias],
      createdAt: [String(group.createdAt.getTime())],
      createdBy: [group.createdBy],
      updatedAt: [String(group.updatedAt.getTime())],
      updatedBy: [group.updatedBy],
      ...(group.description === null ? {} : { description: [group.description] }),
      isDefault: [String(group.isDefault)],
      channels: ['[]'],
    },
    personas: renderPersonas(group.personas),
    purposes: [],
  };
}
