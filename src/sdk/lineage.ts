import { type Asset, readAsset, type WireEntity } from './assets.ts';
import { eachRecord } from './pages.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** `upstream`: what an asset is made from. `downstream`: what is made from it. */
export type LineageDirection = 'upstream' | 'downstream';

/** One comparison of a lineage filter; its operators are those of the wire: `=`, `!=`, `in`, `startsWith`, `isNull` … */
export interface LineageCriterion {
  attributeName: string;
  operator: string;
  attributeValue?: string | number | boolean | readonly string[];
}

export interface LineageOptions extends CallOptions {
  /** Levels; all without it. */
  depth?: number;
  /** Attributes to show beside name and qualified name. */
  attributes?: readonly string[];
  /** What is listed; what lies beyond is still walked to. All of them must hold. */
  where?: readonly LineageCriterion[];
  /** What is walked through. All of them must hold. */
  through?: readonly LineageCriterion[];
  /** How many are asked for at a time. */
  pageSize?: number;
}

/** An asset or a process of a lineage, with the level at which it lies. */
export interface LineageAsset extends Asset {
  depth: number;
}

interface WireLineage {
  entities: (WireEntity & { depth: number })[];
  hasMore: boolean;
}

const depthDefault = 1_000_000;
const pageSizeDefault = 100;

function criteriaOf(member: string, criterion: readonly LineageCriterion[] | undefined): Record<string, unknown> {
  return criterion === undefined ? {} : { [member]: { condition: 'AND', criterion } };
}

/** What assets are made from and what is made from them, as far as the caller may see it. */
export class Lineage {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Processes and assets in one direction, nearest first, page by page; leaving the loop stops asking. */
  async *walk(
    guid: string,
    direction: LineageDirection,
    options: LineageOptions = {},
  ): AsyncGenerator<LineageAsset, void, undefined> {
    const { depth = depthDefault, attributes = [], where, through, pageSize = pageSizeDefault, ...call } = options;
    const request = {
      ...{ guid, depth, attributes, direction: direction === 'upstream' ? 'INPUT' : 'OUTPUT' },
      ...criteriaOf('entityFilters', where),
      ...criteriaOf('entityTraversalFilters', through),
    };
    yield* eachRecord(pageSize, async (from, size) => {
      const sent = { method: 'POST', path: '/api/meta/lineage/list', body: { ...request, from, size } } as const;
      const page = await this.#transport.call<WireLineage>({ ...sent, idempotent: true }, call);
      return page.entities.map((entity) => ({ ...readAsset(entity), depth: entity.depth }));
    });
  }
}
