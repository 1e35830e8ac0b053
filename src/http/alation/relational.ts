import {
  connectors,
  getBulkJob,
  getDatasource,
  listDatasources,
  listRelational,
  updateRelational,
  type RelationalObject,
} from '../../catalog/index.ts';
import { operations } from '../../contract/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { HttpDeps } from '../deps.ts';
import type { QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';
import { answerPage, numberInPath } from './next-page.ts';
import { renderDatasourceV1, renderDatasourceV2 } from './render-datasource.ts';
import {
  renderColumn,
  renderLegacyColumn,
  renderLegacySchema,
  renderLegacyTable,
  renderSchema,
  renderTable,
} from './render-relational.ts';

/** A number that a request cannot do without. Throws `parameters_unknown`, as for every parameter that is not right. */
function requireNumber(query: QueryValues, key: string): number {
  const text = query[key]?.[0] ?? '';
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const details = [{ path: key, message: 'is missing or no whole number' }];
  throw new CatalogError('parameters_unknown', `Invalid query parameters: [${key}]`, { details });
}

const datasourceLists = [
  ['listDatasourcesV2', renderDatasourceV2],
  ['listDatasourcesV1', renderDatasourceV1],
  ['listLegacyDatasources', renderDatasourceV1],
] as const;

const singleDatasources = [
  ['getDatasourceV2', renderDatasourceV2],
  ['getDatasourceV1', renderDatasourceV1],
] as const;

function registerDatasourceRoutes(router: Router, { catalog }: HttpDeps): void {
  for (const [id, render] of datasourceLists) {
    serve(router, id, async ({ principal, query, reply }) =>
      answerPage({ reply, query, path: operations[id].path }, await listDatasources(catalog, principal, query), render),
    );
  }

  for (const [id, render] of singleDatasources) {
    serve(router, id, async ({ principal, params }) =>
      render(await getDatasource(catalog, principal, numberInPath(params.id))),
    );
  }
}

const lists = [
  ['listSchemas', 'schema', renderSchema],
  ['listTables', 'table', renderTable],
  ['listColumns', 'column', renderColumn],
  ['listLegacySchemas', 'schema', renderLegacySchema],
  ['listLegacyTables', 'table', renderLegacyTable],
  ['listLegacyColumns', 'column', renderLegacyColumn],
] as const satisfies readonly (readonly [string, RelationalObject['kind'], unknown])[];

const changes = [
  ['patchSchemas', 'schema'],
  ['postSchemas', 'schema'],
  ['patchTables', 'table'],
  ['postTables', 'table'],
  ['patchColumns', 'column'],
  ['postColumns', 'column'],
] as const;

/** Data sources, schemas, tables and columns (Alation wire, data API). */
export function registerRelationalRoutes(router: Router, deps: HttpDeps): void {
  const { catalog } = deps;
  registerDatasourceRoutes(router, deps);

  for (const [id, kind, render] of lists) {
    serve(router, id, async ({ principal, query, reply }) => {
      const page = await listRelational(catalog, principal, { kind, values: query });
      return answerPage<RelationalObject>({ reply, query, path: operations[id].path }, page, render);
    });
  }

  for (const [id, kind] of changes) {
    serve(router, id, async ({ principal, query, body }) => {
      const change = { kind, datasource: requireNumber(query, 'ds_id'), items: body };
      return { job_id: await updateRelational(catalog, principal, change) };
    });
  }

  serve(router, 'getBulkJob', ({ principal, query }) => getBulkJob(catalog, principal, requireNumber(query, 'id')));

  serve(router, 'listConnectors', () => Promise.resolve(connectors));
}
