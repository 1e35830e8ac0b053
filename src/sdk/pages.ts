/** One page of a list of the Atlan wire: how many there are without and with the filter, and the rows. */
export interface RecordPage<T> {
  totalRecord: number;
  filterRecord: number;
  records: T[];
}

/**
 * Rows of every page in order, fetched as they are needed. Only an empty page ends the list: a server may give
 * fewer rows than were asked for without being at its end.
 */
export async function* eachRecord<T>(
  pageSize: number,
  fetchPage: (offset: number, limit: number) => Promise<readonly T[]>,
): AsyncGenerator<T, void, undefined> {
  for (let offset = 0; ;) {
    const records = await fetchPage(offset, pageSize);
    if (records.length === 0) return;
    yield* records;
    offset += records.length;
  }
}

/** Everything that an async iterator gives, as a list. */
export async function collectAll<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
}
