import { type AssetQuery } from './asset-query.ts';
import { type Asset, readAsset, type WireEntity } from './assets.ts';
import { eachRecord } from './pages.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** One page of assets, and how many match in all. */
export interface AssetPage {
  assets: Asset[];
  total: number;
}

/** The answer of the Atlan wire to an index search, as it came. */
export interface SearchAnswer {
  approximateCount: number;
  entities?: WireEntity[];
  aggregations?: Record<string, unknown>;
  searchParameters?: Record<string, unknown>;
}

export interface PageOptions extends CallOptions {
  from?: number;
  size?: number;
}

const pageSizeDefault = 100;
const searchPath = '/api/meta/search/indexsearch';

/** Search over assets: only what the caller may see exists in it. */
export class Search {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Sends a request of the Atlan wire as it is (`dsl`, `attributes`, …) and gives the answer as it is. */
  async raw(request: Record<string, unknown>, options?: CallOptions): Promise<SearchAnswer> {
    return this.#transport.call<SearchAnswer>(
      { method: 'POST', path: searchPath, body: request, idempotent: true },
      options,
    );
  }

  async page(query: AssetQuery, options: PageOptions = {}): Promise<AssetPage> {
    const { from = 0, size = pageSizeDefault, ...call } = options;
    const answer = await this.raw(query.toRequest(from, size), call);
    return { assets: (answer.entities ?? []).map(readAsset), total: answer.approximateCount };
  }

  /** Every match, page by page; leaving the loop stops asking. */
  async *assets(query: AssetQuery, options: PageOptions = {}): AsyncGenerator<Asset, void, undefined> {
    const { from: start = 0, size = pageSizeDefault, ...call } = options;
    yield* eachRecord(size, async (offset, limit) => {
      const page = await this.page(query, { ...call, from: start + offset, size: limit });
      return page.assets;
    });
  }

  async count(query: AssetQuery, options?: CallOptions): Promise<number> {
    const page = await this.page(query, { ...options, size: 1 });
    return page.total;
  }
}
