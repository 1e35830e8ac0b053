import type { Principal } from '../identity/index.ts';
import type { Db } from '../postgres/index.ts';
import { all, anyOf, type Ast } from '../search/index.ts';
import type { WorkflowsDeps } from './deps.ts';
import { gatherSight, namedConnection, type WorkflowSight } from './gather-sight.ts';
import { searchDocuments, type DocumentHits, type DocumentSearch, type DocumentTable } from './search-documents.ts';

const nameColumn = { kind: 'keyword', many: false, sql: 'run.name' } as const;
const submission = { kind: 'timestamp', many: false, sql: "date_trunc('second', run.created_at)" } as const;

/** The count of finished steps changes too often to be stored in the document. */
const progress = "to_jsonb(run.steps_done || '/' || greatest(run.steps_total, 1))";

const runTable: DocumentTable = {
  from: 'run',
  name: 'run.name',
  seq: 'run.seq',
  document: 'run.document',
  shown: `jsonb_set(run.document, '{status,progress}', ${progress})`,
  columns: {
    _id: nameColumn,
    'metadata.name': nameColumn,
    'spec.workflowTemplateRef.name': { kind: 'keyword', many: false, sql: 'run.workflow_name' },
    'metadata.creationTimestamp': submission,
    'status.startedAt': submission,
    'status.finishedAt': { kind: 'timestamp', many: false, sql: "date_trunc('second', run.finished_at)" },
    'clavis.startedBy': { kind: 'uuid', many: false, sql: 'run.started_by' },
    'clavis.connection': { kind: 'keyword', many: false, sql: namedConnection('run.parameters') },
    'clavis.owner': {
      kind: 'uuid',
      many: false,
      sql: '(SELECT workflow.owner_id FROM workflow WHERE workflow.id = run.workflow_id)',
    },
  },
};

function visibleTo(sight: WorkflowSight): Ast {
  if (sight.all) return all;
  const own = (field: string): Ast => ({ kind: 'equals', field, value: sight.actorId, caseInsensitive: false });
  const { connections } = sight;
  const works: Ast[] =
    connections.length === 0 ? [] : [{ kind: 'oneOf', field: 'clavis.connection', values: connections }];
  return anyOf([own('clavis.startedBy'), own('clavis.owner'), ...works]);
}

const templateField = /^spec\.workflowTemplateRef\.name(?:\.keyword)?$/;

function mapTemplateTerms(ast: Ast, change: (name: string, term: Ast) => Ast): Ast {
  switch (ast.kind) {
    case 'and':
    case 'or':
      return { ...ast, of: ast.of.map((part) => mapTemplateTerms(part, change)) };
    case 'not':
      return { ...ast, of: mapTemplateTerms(ast.of, change) };
    case 'equals':
      return templateField.test(ast.field) && typeof ast.value === 'string' ? change(ast.value, ast) : ast;
    default:
      return ast;
  }
}

/** Of the names, those that are runs and of which there is no workflow. */
async function findRunNames(db: Db, names: readonly string[]): Promise<Set<string>> {
  if (names.length === 0) return new Set();
  const rows = await db
    .selectFrom('run')
    .select('name')
    .where('name', 'in', names)
    .where((build) =>
      build.not(
        build.exists(build.selectFrom('workflow').select('workflow.id').whereRef('workflow.name', '=', 'run.name')),
      ),
    )
    .execute();
  return new Set(rows.map(({ name }) => name));
}

/**
 * COMPAT: two clients wait for the run that a rerun answered by asking for runs of a *workflow* of that run's name, and would
 * wait for ever. Where the name asked for is a run and no workflow, that run is meant.
 */
async function meanRuns(db: Db, query: Ast): Promise<Ast> {
  const asked: string[] = [];
  mapTemplateTerms(query, (name, term) => {
    asked.push(name);
    return term;
  });
  const runs = await findRunNames(db, asked);
  if (runs.size === 0) return query;
  return mapTemplateTerms(query, (name, term) =>
    runs.has(name) ? { kind: 'equals', field: '_id', value: name, caseInsensitive: false } : term,
  );
}

/**
 * Runs that match (Atlan wire, runs/indexsearch): all of them for who may read all, otherwise those the actor started, whose
 * workflow it owns, or that worked for connections it administers.
 */
export async function searchRuns(
  { db, clock }: Pick<WorkflowsDeps, 'db' | 'clock'>,
  principal: Principal,
  search: DocumentSearch,
): Promise<DocumentHits> {
  const query = await meanRuns(db, search.query);
  const visible = visibleTo(await gatherSight(db, principal));
  return searchDocuments(db, runTable, { ...search, query, visible, now: clock.now() });
}
