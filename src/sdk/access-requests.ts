import type { AccessRequest as WireRequest, CreateAccessRequestRequest } from '../contract/index.ts';
import { eachRecord, type RecordPage } from './pages.ts';
import { type CallOptions, type Transport } from './transport.ts';

export type AccessRequestKind = CreateAccessRequestRequest['kind'];
export type AccessRequestStatus = 'pending' | 'approved' | 'refused' | 'withdrawn' | 'expired';

/** Somebody asks to become admin of a connection or to be put into a persona. */
export interface AccessRequest {
  id: string;
  kind: AccessRequestKind;
  /** As it was typed: a guid or a qualified name. */
  target: string;
  /** What that is; null for everybody but those who decide about it. */
  object: { guid: string; qualifiedName: string; name: string | null } | null;
  requester: { kind: 'user' | 'token' | 'client'; username: string; displayName: string | null };
  reason: string;
  status: AccessRequestStatus;
  createdAt: Date;
  expiresAt: Date;
  /** When it was approved, refused or withdrawn, or expired. */
  decidedAt: Date | null;
  decidedBy: string | null;
  decisionReason: string | null;
  /** Whether the caller may approve or refuse it as things stand. */
  mayDecide: boolean;
}

export interface AccessRequestInput {
  kind: AccessRequestKind;
  /** A guid or a qualified name. The answer is the same whether or not there is such a thing. */
  target: string;
  reason: string;
  /** 1 to 30; 7 when absent. */
  expiresInDays?: number;
}

export interface AccessRequestListOptions extends CallOptions {
  /** One's own, or those that one decides about; both when absent. */
  role?: 'requester' | 'decider';
  status?: AccessRequestStatus;
  pageSize?: number;
}

const requestsPath = '/api/clavis/v1/access-requests';
const pageSizeDefault = 100;

function readTime(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

/** The contract lists the words; a type cannot. */
function readRequest(wire: WireRequest): AccessRequest {
  return {
    ...wire,
    kind: wire.kind as AccessRequestKind,
    status: wire.status as AccessRequestStatus,
    requester: { ...wire.requester, kind: wire.requester.kind as AccessRequest['requester']['kind'] },
    createdAt: new Date(wire.createdAt),
    expiresAt: new Date(wire.expiresAt),
    decidedAt: readTime(wire.decidedAt),
  };
}

/** Clavis only: requests for access, which somebody else than the requester approves. */
export class AccessRequests {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Asks for the caller itself. The same request again, while it is pending, is that request. */
  async create(input: AccessRequestInput, options?: CallOptions): Promise<AccessRequest> {
    const call = { method: 'POST', path: requestsPath, body: input, idempotent: true } as const;
    return readRequest(await this.#transport.call<WireRequest>(call, options));
  }

  /** The newest first. */
  async *list(options: AccessRequestListOptions = {}): AsyncGenerator<AccessRequest, void, undefined> {
    const { role, status, pageSize = pageSizeDefault, ...call } = options;
    yield* eachRecord(pageSize, async (offset, limit) => {
      const query = { role, status, offset, limit };
      const wire = { method: 'GET', path: requestsPath, query } as const;
      return (await this.#transport.call<RecordPage<WireRequest>>(wire, call)).records.map(readRequest);
    });
  }

  async get(id: string, options?: CallOptions): Promise<AccessRequest> {
    const call = { method: 'GET', path: `${requestsPath}/${encodeURIComponent(id)}` } as const;
    return readRequest(await this.#transport.call<WireRequest>(call, options));
  }

  /** Gives what was asked for. Approving again changes nothing. */
  approve(id: string, input: { reason?: string } = {}, options?: CallOptions): Promise<AccessRequest> {
    return this.#decide(id, 'approve', { input, options });
  }

  refuse(id: string, input: { reason?: string } = {}, options?: CallOptions): Promise<AccessRequest> {
    return this.#decide(id, 'refuse', { input, options });
  }

  /** Takes back a request of the caller's own. */
  async withdraw(id: string, options?: CallOptions): Promise<AccessRequest> {
    const call = {
      method: 'POST',
      path: `${requestsPath}/${encodeURIComponent(id)}/withdraw`,
      idempotent: true,
    } as const;
    return readRequest(await this.#transport.call<WireRequest>(call, options));
  }

  async #decide(
    id: string,
    verb: 'approve' | 'refuse',
    { input, options }: { input: { reason?: string }; options: CallOptions | undefined },
  ): Promise<AccessRequest> {
    const path = `${requestsPath}/${encodeURIComponent(id)}/${verb}`;
    const call = { method: 'POST', path, body: input, idempotent: true } as const;
    return readRequest(await this.#transport.call<WireRequest>(call, options));
  }
}
