import { type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { type ConnectionDeleteConfig } from './parse-connection-delete-config.ts';

// Policies name the connection that they are about, and belong to their persona; the server settles them when the connection goes.
const notContents = ['Connection', 'AuthPolicy'];
// Cannot be archived, only purged; one goes with the asset that it hangs on.
const notArchived = ['DataContract'];

/** What lies in the connection and goes with it, as a query. To archive what is archived would change nothing. */
export function contentsQuery({ connection, deleteType }: ConnectionDeleteConfig): JsonObject {
  const isSoft = deleteType === 'SOFT';
  const state: readonly JsonValue[] = isSoft ? [{ term: { __state: 'ACTIVE' } }] : [];
  const excluded = isSoft ? [...notContents, ...notArchived] : notContents;
  return {
    bool: {
      filter: [{ term: { connectionQualifiedName: connection } }, ...state],
      must_not: [{ terms: { '__typeName.keyword': excluded } }],
    },
  };
}
