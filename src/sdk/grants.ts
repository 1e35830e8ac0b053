import type { DeviceRequest as WireDeviceRequest, OauthGrantList, OauthInteraction } from '../contract/index.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** A program that asks to act as the person. */
export interface GrantRequest {
  clientId: string;
  clientName: string;
  scopes: string[];
  /** Network address from which the program asks; null when it is not known. */
  address: string | null;
  /** What the program calls itself. */
  client: string | null;
  expiresAt: Date;
}

/** One that waits in the browser, at the end of a redirect. */
export interface RedirectedRequest extends GrantRequest {
  uid: string;
  /** Host and port to which the browser goes afterwards. */
  redirectTo: string;
}

/** One that waits for a person to type its code. */
export interface DeviceRequest extends GrantRequest {
  userCode: string;
  /** Where the network address is; `unknown` when the server cannot tell. */
  place: string;
  requestedAt: Date;
}

/** A program that may act as the person, until then. */
export interface Grant {
  id: string;
  clientId: string;
  clientName: string;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date;
}

const basePath = '/api/clavis/v1/oauth';

function interactionPath(uid: string): string {
  return `${basePath}/interactions/${encodeURIComponent(uid)}`;
}

/** Clavis only: what a person at a browser allows programs to do as them. The decisions need a session; no bearer makes them. */
export class Grants {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async getRedirected(uid: string, options?: CallOptions): Promise<RedirectedRequest> {
    const call = { method: 'GET', path: interactionPath(uid) } as const;
    const wire = await this.#transport.call<OauthInteraction>(call, options);
    return { ...wire, expiresAt: new Date(wire.expiresAt) };
  }

  /** Gives the path at which the browser goes on, so that the program hears of the decision. */
  async decideRedirected(uid: string, decision: 'allow' | 'refuse', options?: CallOptions): Promise<string> {
    const call = { method: 'POST', path: `${interactionPath(uid)}/${decision}` } as const;
    const { redirectTo } = await this.#transport.call<{ redirectTo: string }>(call, options);
    return redirectTo;
  }

  /** The request behind a code that a person typed; case, blanks and dashes do not matter. */
  async getDevice(userCode: string, options?: CallOptions): Promise<DeviceRequest> {
    const call = { method: 'POST', path: `${basePath}/device`, body: { userCode } } as const;
    const wire = await this.#transport.call<WireDeviceRequest>(call, options);
    return { ...wire, requestedAt: new Date(wire.requestedAt), expiresAt: new Date(wire.expiresAt) };
  }

  async decideDevice(userCode: string, decision: 'allow' | 'refuse', options?: CallOptions): Promise<void> {
    await this.#transport.call<unknown>(
      { method: 'POST', path: `${basePath}/device/${decision}`, body: { userCode } },
      options,
    );
  }

  /** The caller's own. */
  async list(options?: CallOptions): Promise<Grant[]> {
    const call = { method: 'GET', path: `${basePath}/grants` } as const;
    const { grants } = await this.#transport.call<OauthGrantList>(call, options);
    return grants.map((wire) => ({
      ...wire,
      createdAt: new Date(wire.createdAt),
      expiresAt: new Date(wire.expiresAt),
    }));
  }

  /** Ends a grant: its bearers are refused when this has answered. */
  async end(id: string, options?: CallOptions): Promise<void> {
    await this.#transport.call<unknown>(
      { method: 'DELETE', path: `${basePath}/grants/${encodeURIComponent(id)}` },
      options,
    );
  }
}
