import type {
  AccessDraft,
  AccessExplanation,
  AccessReview,
  ActorGrants,
  DenialList,
  Simulation,
  UnusedAccess,
  WhoCan,
} from '../contract/index.ts';
import { type CallOptions, type Transport } from './transport.ts';

export type {
  AccessDraft,
  AccessExplanation,
  AccessReview,
  ActorGrants,
  DenialList,
  GrantName,
  Simulation,
  UnusedAccess,
  WhoCan,
} from '../contract/index.ts';

/** An asset by guid, or by type and qualified name. */
export type AssetSelector = { guid: string } | { typeName: string; qualifiedName: string };

export interface AccessQuestion {
  /** Username, client id, guid of an API token or of an actor; whoever asks when absent. */
  actor?: string;
  /** Such as `asset.read`. */
  action: string;
  asset: AssetSelector;
}

const path = '/api/clavis/v1/access';
/** Counts over all assets, for every different set of rights. */
const longMsMax = 120_000;

function assetQuery(asset: AssetSelector): Record<string, string> {
  return 'guid' in asset ? { asset: asset.guid } : { typeName: asset.typeName, qualifiedName: asset.qualifiedName };
}

/** Clavis only: the reason for every answer. */
export class Access {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** May this actor do this to that asset, what decides it, what is missing and who could give it. */
  explain({ actor, action, asset }: AccessQuestion, options?: CallOptions): Promise<AccessExplanation> {
    return this.#get<AccessExplanation>('explain', { actor, action, ...assetQuery(asset) }, options);
  }

  /** Everybody who may do this to the asset, each with how. */
  who(question: { action: string; asset: AssetSelector }, options?: CallOptions): Promise<WhoCan> {
    return this.#get<WhoCan>('who', { action: question.action, ...assetQuery(question.asset) }, options);
  }

  /** All that an actor can do, `me` for oneself; of a past date with `at` (ISO 8601). */
  grants(actor: string, { at, ...options }: CallOptions & { at?: string } = {}): Promise<ActorGrants> {
    return this.#get<ActorGrants>(`actors/${encodeURIComponent(actor)}/grants`, { at }, options);
  }

  /** What everybody holds; at a past date with `at` (ISO 8601). */
  review({ at, ...options }: CallOptions & { at?: string } = {}): Promise<AccessReview> {
    return this.#get<AccessReview>('review', { at }, options);
  }

  /** Links and policies that nobody uses or that do nothing. */
  unused({ days, ...options }: CallOptions & { days?: number } = {}): Promise<UnusedAccess> {
    return this.#get<UnusedAccess>('unused', { days }, options);
  }

  /** What was recorded of the refusals with this request id. */
  denials(trace: string, options?: CallOptions): Promise<DenialList> {
    return this.#get<DenialList>(`denials/${encodeURIComponent(trace)}`, {}, options);
  }

  /** Who would gain and lose what by a change; nothing is written. */
  simulate(draft: AccessDraft, options?: CallOptions): Promise<Simulation> {
    const call = { method: 'POST', path: `${path}/simulate`, body: draft, idempotent: true } as const;
    return this.#transport.call<Simulation>(call, { timeoutMs: longMsMax, ...options });
  }

  #get<T>(name: string, query: Record<string, string | number | undefined>, options?: CallOptions): Promise<T> {
    return this.#transport.call<T>(
      { method: 'GET', path: `${path}/${name}`, query },
      { timeoutMs: longMsMax, ...options },
    );
  }
}
