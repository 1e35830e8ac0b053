import { nobody, path, uniqueName, type Call, type Made, type RouteCase } from './route-case.ts';

const noTag = 'NoSuchTag0000000000000';
const noName = 'default/glue/0';

type Ends = Pick<RouteCase, 'none' | 'default' | 'admin'>;

/** A connection of the admin's is out of sight of the others, and so as one that is not there. */
function hidden(success: number): Ends {
  return { none: 404, default: 404, admin: [success, 404] };
}

function byGuid(
  id: Parameters<typeof path>[0],
  ends: Ends,
  rest: (made: Made) => Partial<Call> = () => ({}),
): RouteCase {
  return {
    existing: (made) => ({ url: path(id, made.connection.guid), ...rest(made) }),
    missing: (made) => ({ url: path(id, nobody), ...rest(made) }),
    ...ends,
  };
}

function byName(
  id: Parameters<typeof path>[0],
  ends: Ends,
  rest: (made: Made) => Partial<Call> = () => ({}),
): RouteCase {
  const url = (name: string) => path(id, 'Connection') + uniqueName(name);
  return {
    existing: (made) => ({ url: url(made.connection.qualifiedName), ...rest(made) }),
    missing: (made) => ({ url: url(noName), ...rest(made) }),
    ...ends,
  };
}

function byNumberedName(id: Parameters<typeof path>[0]): RouteCase {
  const url = (name: string) => `${path(id, 'Connection')}?attr_0:qualifiedName=${encodeURIComponent(name)}`;
  return {
    existing: ({ connection }) => ({ url: url(connection.qualifiedName) }),
    missing: () => ({ url: url(noName) }),
    ...hidden(200),
  };
}

const labels = () => ({ body: ['matrix'] });
const tags = ({ tagName }: Made) => ({ body: [{ typeName: tagName }] });

function tagPath(id: Parameters<typeof path>[0], guid: string, tagName: string): Call {
  return { url: path(id, guid).replace('{tagName}', tagName) };
}

/** Single assets, labels and tags by guid. The tag is on no asset, so what takes it off or changes it is wrong where the asset is seen. */
export const entityPartRouteCases = {
  saveEntity: {
    existing: ({ connection }) => ({
      url: path('saveEntity'),
      body: {
        entity: {
          typeName: 'Connection',
          guid: connection.guid,
          attributes: { qualifiedName: connection.qualifiedName, name: 'renamed' },
        },
      },
    }),
    missing: () => ({
      url: path('saveEntity'),
      body: { entity: { typeName: 'Connection', guid: nobody, attributes: { name: 'renamed' } } },
    }),
    none: 404,
    default: 404,
    admin: [200, 404],
  },
  getEntities: {
    existing: ({ connection }) => ({ url: `${path('getEntities')}?guid=${connection.guid}` }),
    missing: () => ({ url: `${path('getEntities')}?guid=${nobody}` }),
    ...hidden(200),
  },
  getEntitiesByUniqueAttribute: byNumberedName('getEntitiesByUniqueAttribute'),
  getEntityHeader: byGuid('getEntityHeader', hidden(200)),
  updateEntityAttribute: {
    existing: ({ connection }) => ({
      url: `${path('updateEntityAttribute', connection.guid)}?name=description`,
      body: ['changed'],
    }),
    missing: () => ({ url: `${path('updateEntityAttribute', nobody)}?name=description`, body: ['changed'] }),
    none: 404,
    default: 404,
    // A list is no text.
    admin: [400, 404],
  },
  deleteEntity: byGuid('deleteEntity', hidden(200)),
  deleteEntityByUniqueAttribute: byName('deleteEntityByUniqueAttribute', hidden(200)),
  deleteEntitiesByUniqueAttribute: byNumberedName('deleteEntitiesByUniqueAttribute'),
  setLabels: byGuid('setLabels', hidden(204), labels),
  addLabels: byGuid('addLabels', hidden(204), labels),
  removeLabels: byGuid('removeLabels', hidden(204), labels),
  setLabelsByUniqueAttribute: byName('setLabelsByUniqueAttribute', hidden(204), labels),
  addLabelsByUniqueAttribute: byName('addLabelsByUniqueAttribute', hidden(204), labels),
  removeLabelsByUniqueAttribute: byName('removeLabelsByUniqueAttribute', hidden(204), labels),
  listTagsByGuid: byGuid('listTagsByGuid', hidden(200)),
  addTagsByGuid: byGuid('addTagsByGuid', hidden(204), tags),
  updateTagsByGuid: byGuid('updateTagsByGuid', hidden(400), tags),
  removeTagsByGuid: byGuid('removeTagsByGuid', hidden(400), tags),
  getTagByGuid: {
    existing: ({ connection, tagName }) => tagPath('getTagByGuid', connection.guid, tagName),
    missing: () => tagPath('getTagByGuid', nobody, noTag),
    ...hidden(400),
  },
  removeTagByGuid: {
    existing: ({ connection, tagName }) => tagPath('removeTagByGuid', connection.guid, tagName),
    missing: () => tagPath('removeTagByGuid', nobody, noTag),
    ...hidden(400),
  },
  addTagToEntities: {
    existing: ({ connection, tagName }) => ({
      url: path('addTagToEntities'),
      body: { classification: { typeName: tagName }, entityGuids: [connection.guid] },
    }),
    missing: ({ tagName }) => ({
      url: path('addTagToEntities'),
      body: { classification: { typeName: tagName }, entityGuids: [nobody] },
    }),
    ...hidden(204),
  },
  setTagsOfEntities: {
    existing: ({ connection, tagName }) => ({
      url: path('setTagsOfEntities'),
      body: { guidHeaderMap: { [connection.guid]: { classifications: [{ typeName: tagName }] } } },
    }),
    missing: ({ tagName }) => ({
      url: path('setTagsOfEntities'),
      body: { guidHeaderMap: { [nobody]: { classifications: [{ typeName: tagName }] } } },
    }),
    ...hidden(204),
  },
} as const satisfies Record<string, RouteCase>;
