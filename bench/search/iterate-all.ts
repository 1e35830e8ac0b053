import { call, type MeasuredServer } from '../measured-server.ts';

const pageSize = 2_000;

interface SearchPage {
  readonly approximateCount: number;
  readonly entities?: readonly { readonly guid: string }[];
  readonly searchMetadata?: Readonly<Record<string, { readonly sort: readonly (string | number)[] }>>;
}

/** What going through everything took. */
export interface Iteration {
  readonly seen: number;
  readonly seconds: number;
  /** Of the process, that of the client included, after a twentieth of the pages and at the end. */
  readonly megabytesEarly: number;
  readonly megabytesLate: number;
}

function resident(): number {
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
}

/** Goes through all assets behind one another, as clients do beyond a hundred thousand hits, and watches the memory. */
export async function iterateAll(server: MeasuredServer): Promise<Iteration> {
  const startedAt = performance.now();
  let after: readonly (string | number)[] | undefined;
  let [seen, early] = [0, 0];
  for (;;) {
    const dsl = {
      ...{ size: pageSize, track_total_hits: true, sort: [{ __timestamp: 'asc' }, { __guid: 'asc' }] },
      query: { bool: { filter: [{ term: { __state: 'ACTIVE' } }] } },
      ...(after !== undefined && { search_after: after }),
    };
    const body = { dsl, attributes: [], showSearchMetadata: true };
    const page = (await call(server, '/api/meta/search/indexsearch', body)) as SearchPage;
    const last = page.entities?.at(-1);
    if (last === undefined) break;
    after = page.searchMetadata?.[last.guid]?.sort;
    seen += page.entities?.length ?? 0;
    if (early === 0 && seen * 20 >= page.approximateCount) early = resident();
  }
  return { seen, seconds: (performance.now() - startedAt) / 1000, megabytesEarly: early, megabytesLate: resident() };
}
