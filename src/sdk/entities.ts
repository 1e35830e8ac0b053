import { type Asset, readAsset, type WireEntity } from './assets.ts';
import { eachHistoryEntry, type HistoryEntry } from './history.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** An asset to be written. Without `guid` or with a negative one it is matched by type and qualified name, else created. */
export interface EntityInput {
  typeName: string;
  guid?: string;
  attributes: Record<string, unknown>;
  relationshipAttributes?: Record<string, unknown>;
}

export interface Mutation {
  created: Asset[];
  updated: Asset[];
  deleted: Asset[];
  /** Final guid of every placeholder that was sent. */
  guidAssignments: Record<string, string>;
}

export interface WireMutation {
  mutatedEntities?: Partial<Record<'CREATE' | 'UPDATE' | 'PARTIAL_UPDATE' | 'DELETE', WireEntity[]>> | null;
  guidAssignments?: Record<string, string> | null;
}

/** SOFT can be undone; PURGE and HARD remove asset and links, and HARD its history too. */
export type DeleteType = 'SOFT' | 'HARD' | 'PURGE';

export type EntitySelector = { guid: string } | { typeName: string; qualifiedName: string };

function readMutation(wire: WireMutation | null): Mutation {
  const mutated = wire?.mutatedEntities ?? {};
  return {
    created: (mutated.CREATE ?? []).map(readAsset),
    updated: [...(mutated.UPDATE ?? []), ...(mutated.PARTIAL_UPDATE ?? [])].map(readAsset),
    deleted: (mutated.DELETE ?? []).map(readAsset),
    guidAssignments: wire?.guidAssignments ?? {},
  };
}

const bulkPath = '/api/meta/entity/bulk';

/** Single assets, read and written whole. */
export class Entities {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** All or none of them are written. */
  async save(entities: readonly EntityInput[], options?: CallOptions): Promise<Mutation> {
    const call = { method: 'POST', path: bulkPath, body: { entities } } as const;
    return readMutation(await this.#transport.call<WireMutation | null>(call, options));
  }

  /** The asset with its relationships; what the caller may not see is not found. */
  async get(selector: EntitySelector, options?: CallOptions): Promise<Asset> {
    const flags = { minExtInfo: false, ignoreRelationships: false };
    const call =
      'guid' in selector
        ? { path: `/api/meta/entity/guid/${encodeURIComponent(selector.guid)}`, query: flags }
        : {
            path: `/api/meta/entity/uniqueAttribute/type/${encodeURIComponent(selector.typeName)}`,
            query: { ...flags, 'attr:qualifiedName': selector.qualifiedName },
          };
    const answer = await this.#transport.call<{ entity: WireEntity }>({ method: 'GET', ...call }, options);
    return readAsset(answer.entity);
  }

  /** What happened to the asset, newest first, page by page; leaving the loop stops asking. */
  history(
    selector: EntitySelector,
    options?: CallOptions & { size?: number },
  ): AsyncGenerator<HistoryEntry, void, undefined> {
    return eachHistoryEntry(this.#transport, selector, options);
  }

  /** Guids that are unknown or already gone are passed over, so this may safely run twice. */
  async delete(guids: readonly string[], deleteType: DeleteType = 'SOFT', options?: CallOptions): Promise<Mutation> {
    const call = { method: 'DELETE', path: bulkPath, query: { deleteType, guid: guids }, idempotent: true } as const;
    return readMutation(await this.#transport.call<WireMutation | null>(call, options));
  }
}
