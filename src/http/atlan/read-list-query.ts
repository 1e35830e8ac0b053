import type { ListQuery, RecordFilter, RecordSort } from '../../foundation/index.ts';
import { queryInteger, queryList, queryText, type QueryValues } from '../manners/query-string.ts';
import { parseRecordFilter } from './parse-record-filter.ts';

function readSort(query: QueryValues): RecordSort[] {
  return queryList(query, 'sort').map((term) => {
    const descending = term.startsWith('-');
    return { field: descending || term.startsWith('+') ? term.slice(1) : term, descending };
  });
}

function readFilter(query: QueryValues): RecordFilter | undefined {
  const text = queryText(query, 'filter');
  return text === undefined ? undefined : parseRecordFilter(text);
}

/**
 * What a service list is asked for (Atlan wire, common list envelope). `limit=0` is no limit, and `count` changes nothing
 * because counts are always sent. Throws `filter_invalid` or `field_invalid`.
 */
export function readListQuery(query: QueryValues): ListQuery {
  const filter = readFilter(query);
  const limit = queryInteger(query, 'limit');
  return {
    sort: readSort(query),
    offset: queryInteger(query, 'offset') ?? 0,
    ...(filter === undefined ? {} : { filter }),
    ...(limit === undefined || limit === 0 ? {} : { limit }),
  };
}
