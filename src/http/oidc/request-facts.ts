import type { IncomingMessage } from 'node:http';
import { Provider } from 'oidc-provider';
import { noOrigin, type AuthenticatedClient, type RequestOrigin } from '../../identity/index.ts';

/** What is known of a request that the provider answers, beside what the library itself carries along. */
interface RequestFacts {
  readonly origin: RequestOrigin;
  readonly requestId: string;
  client?: AuthenticatedClient;
}

const factsByRequest = new WeakMap<IncomingMessage, RequestFacts>();

/** Notes the facts of a request before the provider is given it. */
export function noteRequest(request: IncomingMessage, facts: Pick<RequestFacts, 'origin' | 'requestId'>): void {
  factsByRequest.set(request, { ...facts });
}

export function requestIdOf(request: IncomingMessage): string {
  return factsByRequest.get(request)?.requestId ?? '';
}

/** Where the request that is being answered came from. */
export function originNow(): RequestOrigin {
  const request = Provider.ctx?.req;
  return (request && factsByRequest.get(request)?.origin) ?? noOrigin;
}

/** Notes that the client of a request has proved to be one. */
export function noteClient(request: IncomingMessage, client: AuthenticatedClient): void {
  const facts = factsByRequest.get(request);
  if (facts !== undefined) facts.client = client;
}

/** The client that has proved itself in this request; `null` for a public one. */
export function findClient(request: IncomingMessage): AuthenticatedClient | null {
  return factsByRequest.get(request)?.client ?? null;
}
