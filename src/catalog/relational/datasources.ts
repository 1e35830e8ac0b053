import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import { findActorNumbers, type Principal } from '../../identity/index.ts';
import { readSnapshot } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { textsOf } from '../entities/texts-of.ts';
import { findRelationalPage, type RelationalPage } from './list-relational.ts';
import {
  findRelational,
  openRelationalReading,
  type RelationalReading,
  type RelationalRow,
} from './relational-reading.ts';
import { listShapes, readListRequest, type ListValues } from './relational-request.ts';

/** A connection as clients know it that name by numbers (Alation wire, data source). */
export interface Datasource {
  readonly number: number;
  readonly guid: string;
  readonly name: string;
  readonly qualifiedName: string;
  readonly attributes: JsonObject;
  /** The people who administer it. */
  readonly owners: readonly number[];
}

async function describeDatasources({ db }: RelationalReading, rows: readonly RelationalRow[]): Promise<Datasource[]> {
  const admins = [...new Set(rows.flatMap(({ attributes }) => textsOf(attributes, 'adminUsers')))];
  const numbers = await findActorNumbers(db, admins);
  return rows.map(({ number, guid, name, qualifiedName, attributes }) => ({
    number,
    guid,
    name,
    qualifiedName,
    attributes,
    owners: textsOf(attributes, 'adminUsers').flatMap((username) => numbers.get(username) ?? []),
  }));
}

/** A page of connections that the actor may read; see `listRelational`. */
export function listDatasources(
  deps: CatalogDeps,
  principal: Principal,
  values: ListValues,
): Promise<RelationalPage<Datasource>> {
  const request = readListRequest(values, listShapes.datasource);
  return readSnapshot(deps.db, async (db) => {
    const reading = await openRelationalReading(deps, db, principal);
    const page = await findRelationalPage(reading, 'datasource', request);
    return { ...page, objects: await describeDatasources(reading, page.objects) };
  });
}

/** The connection with this number. Throws `record_not_found`, which is the same for one that the actor may not read. */
export function getDatasource(deps: CatalogDeps, principal: Principal, number: number): Promise<Datasource> {
  return readSnapshot(deps.db, async (db) => {
    const reading = await openRelationalReading(deps, db, principal);
    const query = { kind: 'equals', field: 'id', value: number, caseInsensitive: false } as const;
    const rows = await findRelational(reading, { kind: 'datasource', query, window: { skip: 0, limit: 1 } });
    const [datasource] = await describeDatasources(reading, rows);
    if (datasource === undefined) throw new CatalogError('record_not_found', 'there is no such data source');
    return datasource;
  });
}
