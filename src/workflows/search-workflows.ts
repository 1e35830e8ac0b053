import { hasCapability } from '../access/index.ts';
import type { Principal } from '../identity/index.ts';
import { all, allOf, negate, type Ast } from '../search/index.ts';
import type { WorkflowsDeps } from './deps.ts';
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
    'clavis.owner': { kind: 'uuid', many: false, sql: 'workflow.owner_id' },
    'clavis.archivedAt': { kind: 'timestamp', many: false, sql: 'workflow.archived_at' },
  },
};

function visibleTo(principal: Principal): Ast {
  const stored = negate({ kind: 'present', field: 'clavis.archivedAt' });
  const own: Ast = hasCapability(principal, 'workflow.read-all')
    ? all
    : { kind: 'equals', field: 'clavis.owner', value: principal.actorId, caseInsensitive: false };
  return allOf([stored, own]);
}

/** Workflows that match (Atlan wire, workflows/indexsearch): all of them for who may read all, otherwise the actor's own. */
export async function searchWorkflows(
  { db, clock }: Pick<WorkflowsDeps, 'db' | 'clock'>,
  principal: Principal,
  search: DocumentSearch,
): Promise<DocumentHits> {
  return searchDocuments(db, workflowTable, { ...search, visible: visibleTo(principal), now: clock.now() });
}
