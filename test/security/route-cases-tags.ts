import { nobody, path, uniqueName, type RouteCase } from './route-case.ts';

const noTag = 'NoSuchTag0000000000000';

function tagOn(typeName: string): object[] {
  return [{ typeName }];
}

let defined = 0;

/** Two tags are not called alike. */
function newDefinition(): object {
  defined += 1;
  return { classificationDefs: [{ name: `matrix ${defined}`, displayName: `matrix ${defined}` }] };
}

function removal(tagName: string, qualifiedName: string): string {
  return path('removeTag', 'Connection').replace('{tagName}', tagName) + uniqueName(qualifiedName);
}

/** Tags, and those of one asset. The tag is on no asset, so what takes it off or changes it is wrong where the asset is seen. */
export const tagRouteCases = {
  createTypedefs: {
    existing: () => ({ url: path('createTypedefs'), body: newDefinition() }),
    none: 403,
    default: 200,
    admin: 200,
  },
  updateTypedefs: {
    existing: ({ tagName }) => ({
      url: path('updateTypedefs'),
      body: { classificationDefs: [{ name: tagName, description: 'changed' }] },
    }),
    none: 403,
    default: 200,
    admin: 200,
  },
  purgeTypedefs: {
    existing: ({ tagName }) => ({ url: path('purgeTypedefs'), body: { classificationDefs: [{ name: tagName }] } }),
    missing: () => ({ url: path('purgeTypedefs'), body: { classificationDefs: [{ guid: nobody }] } }),
    none: 403,
    default: [204, 404],
    admin: [204, 404],
  },
  purgeTypedef: {
    existing: ({ tagName }) => ({ url: path('purgeTypedef', tagName) }),
    missing: () => ({ url: path('purgeTypedef', noTag) }),
    none: 403,
    default: [204, 404],
    admin: [204, 404],
  },
  addTags: {
    existing: ({ connection, tagName }) => ({
      url: path('addTags', 'Connection') + uniqueName(connection.qualifiedName),
      body: tagOn(tagName),
    }),
    missing: () => ({ url: path('addTags', 'Connection') + uniqueName('default/glue/0'), body: tagOn(noTag) }),
    none: 404,
    default: 404,
    admin: [204, 404],
  },
  updateTags: {
    existing: ({ connection, tagName }) => ({
      url: path('updateTags', 'Connection') + uniqueName(connection.qualifiedName),
      body: tagOn(tagName),
    }),
    missing: () => ({ url: path('updateTags', 'Connection') + uniqueName('default/glue/0'), body: tagOn(noTag) }),
    none: 404,
    default: 404,
    admin: [400, 404],
  },
  removeTag: {
    existing: ({ connection, tagName }) => ({ url: removal(tagName, connection.qualifiedName) }),
    missing: () => ({ url: removal(noTag, 'default/glue/0') }),
    none: 404,
    default: 404,
    admin: [400, 404],
  },
} as const satisfies Record<string, RouteCase>;
