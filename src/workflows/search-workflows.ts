import type { Principal } from '../identity/index.ts';
import { allOf, anyOf, negate, type Ast } from '../search/index.ts';
import type { WorkflowsDeps } from './deps.ts';
import { gatherSight, namedConnection, type WorkflowSight } from './gather-sight.ts';
import { searchDocuments, type DocumentHits, type DocumentSearch, type DocumentTable } from './search-documents.ts';

const creation = { kind: 'timestamp', many: false, sql: "date_trunc('second', workflow.created_at)" } as const;
const nameColumn = { kind: 'keyword', many: false, sql: 'workflow.name' } as const;

const workflowTable: DocumentTable = {
  from: 'workflow',
  name: 'workflow.name',
  seq: 'workflow.seq',
  document: 'workflow.document',
  shown: 'workflow.document',
  columns: {
    _id: nameColumn,
    'metadata.name': nameColumn,
    'metadata.creationTimestamp': creation,
    'clavis.connection': { kind: 'keyword', many: false, sql: namedConnection('workflow.parameters') },
    'clavis.owner': { kind: 'uuid', many: false, sql: 'workflow.owner_id' },
    'clavis.archivedAt': { kind: 'timestamp', many: false, sql: 'workflow.archived_at' },
  },
};

function visibleTo({ all, actorId, connections }: WorkflowSight): Ast {
  const stored = negate({ kind: 'present', field: 'clavis.archivedAt' });
  const own: Ast = { kind: 'equals', field: 'clavis.owner', value: actorId, caseInsensitive: false };
  const works: Ast[] =
    connections.length === 0 ? [] : [{ kind: 'oneOf', field: 'clavis.connection', values: connections }];
  return all ? stored : allOf([stored, anyOf([own, ...works])]);
}

/**
 * Workflows that match (Atlan wire, workflows/indexsearch): all of them for who may read all, otherwise the actor's own and those that
 * work for connections it administers.
 */
export async function searchWorkflows(
  { db, clock }: Pick<WorkflowsDeps, 'db' | 'clock'>,
  principal: Principal,
  search: DocumentSearch,
): Promise<DocumentHits> {
  return searchDocuments(db, workflowTable, {
    ...search,
    visible: visibleTo(await gatherSight(db, principal)),
    now: clock.now(),
  });
}
