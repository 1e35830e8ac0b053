import type { OperationId } from '../../src/contract/index.ts';
import { nobody, path, type Call, type RouteCase } from './route-case.ts';

/** The set that comes with the server, one of its attributes, and the guid of its definition. */
const set = 'clavisSetOfReviews0001';
const value = { clavisReviewedOn000001: 1_700_000_000_000 };
const setGuid = '7c0f2b1e-3d54-8a86-8d0b-5f1a60c1e002';

function reading(existing: string, missing: string): RouteCase {
  const call = (rest: string) => (): Call => ({ url: rest });
  const statuses = [200, 404] as const;
  return { existing: call(existing), missing: call(missing), none: statuses, default: statuses, admin: statuses };
}

function onAsset(id: OperationId, body: object | undefined): RouteCase {
  const call = (guid: string): Call => ({
    url: path(id, guid).replace('{set}', set),
    ...(body === undefined ? {} : { body }),
  });
  return {
    existing: ({ connection }) => call(connection.guid),
    missing: () => call(nobody),
    // Of the admin, and so hidden.
    none: 404,
    default: 404,
    admin: [204, 404],
  };
}

const types = '/api/meta/types';

/** Types one by one, and custom metadata of one asset. */
export const customMetadataRouteCases = {
  listTypedefHeaders: {
    existing: () => ({ url: path('listTypedefHeaders') }),
    none: 200,
    default: 200,
    admin: 200,
  },
  getTypedefByGuid: reading(`${types}/typedef/guid/${setGuid}`, `${types}/typedef/guid/${nobody}`),
  getTypedefOfCategory: reading(`${types}/businessmetadatadef/name/${set}`, `${types}/enumdef/name/${set}`),
  getTypedefOfCategoryByGuid: reading(
    `${types}/businessmetadatadef/guid/${setGuid}`,
    `${types}/nonsense/guid/${setGuid}`,
  ),
  mergeCustomMetadata: onAsset('mergeCustomMetadata', { [set]: value }),
  mergeCustomMetadataSet: onAsset('mergeCustomMetadataSet', value),
  removeCustomMetadata: onAsset('removeCustomMetadata', undefined),
  removeCustomMetadataSet: onAsset('removeCustomMetadataSet', value),
} as const satisfies Record<string, RouteCase>;
