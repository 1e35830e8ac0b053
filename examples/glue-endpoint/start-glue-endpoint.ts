import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { type GlueBehaviour, type GlueRequest } from './glue-behaviour.ts';
import { type GlueCatalog } from './glue-catalog.ts';
import { entityNotFound, GlueFault } from './glue-fault.ts';
import { glueOperations } from './glue-operations.ts';
import { lakeFormationOperations } from './lake-formation.ts';
import { sampleCatalog } from './sample-catalog.ts';

export interface GlueEndpointOptions extends GlueBehaviour {
  /** The sample catalog when absent. */
  readonly catalog?: GlueCatalog;
  /** A free port when absent. */
  readonly port?: number;
  readonly host?: string;
}

export interface GlueEndpoint {
  /** For `AWS_ENDPOINT_URL_GLUE`. */
  readonly url: string;
  /** Every call so far, in order of arrival. Emptied by whoever reads it, if at all. */
  readonly requests: GlueRequest[];
  /** Changes the named options from the next call on. */
  configure(change: Partial<GlueBehaviour & { catalog: GlueCatalog }>): void;
  /** Makes every continuation token handed out so far invalid. */
  expireTokens(): void;
  close(): Promise<void>;
}

interface EndpointState {
  behaviour: GlueBehaviour;
  catalog: GlueCatalog;
  tokenGeneration: number;
  readonly requests: GlueRequest[];
  readonly callTimes: number[];
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // Falls through to the same refusal as JSON of another shape.
  }
  throw new GlueFault('SerializationException', 'the body is not a JSON object');
}

// `AWS4-HMAC-SHA256 Credential=<key>/<day>/<region>/glue/aws4_request, SignedHeaders=…, Signature=…`
function readSigner(request: IncomingMessage): { accessKey: string | null; region: string | null } {
  const scope = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\//.exec(request.headers.authorization ?? '');
  return { accessKey: scope?.[1] ?? null, region: scope?.[2] ?? null };
}

function requireAccepted(behaviour: GlueBehaviour, accessKey: string | null): void {
  if (behaviour.accessKeys === undefined) return;
  if (accessKey === null) throw new GlueFault('MissingAuthenticationTokenException', 'Missing Authentication Token');
  if (behaviour.accessKeys.includes(accessKey)) return;
  throw new GlueFault('UnrecognizedClientException', 'The security token included in the request is invalid.');
}

function requireBudget(state: EndpointState): void {
  const budget = state.behaviour.callsPerSecondMax;
  if (budget === undefined) return;
  const now = performance.now();
  while (state.callTimes.length > 0 && now - (state.callTimes[0] ?? now) >= 1000) state.callTimes.shift();
  if (state.callTimes.length >= budget) throw new GlueFault('ThrottlingException', 'Rate exceeded');
  state.callTimes.push(now);
}

/** What is sent; with `isBrokenOff` only half of it arrives. */
interface Answer {
  readonly body: string;
  readonly isBrokenOff: boolean;
}

async function answer(state: EndpointState, request: IncomingMessage): Promise<Answer> {
  const target = request.headers['x-amz-target'];
  const isGlue = target !== undefined;
  const operation = isGlue ? (/^AWSGlue\.(\w+)$/.exec(String(target))?.[1] ?? '') : (request.url ?? '').slice(1);
  const operations = isGlue ? glueOperations : lakeFormationOperations;
  const body = await readBody(request);
  const signer = readSigner(request);
  const logged: GlueRequest = { operation, body, ...signer };
  state.requests.push(logged);
  if (state.behaviour.latencyMs !== undefined) await pause(state.behaviour.latencyMs);
  requireAccepted(state.behaviour, signer.accessKey);
  requireBudget(state);
  state.behaviour.beforeCall?.(logged);
  const act = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (act === undefined || request.method !== 'POST') {
    throw new GlueFault('UnknownOperationException', `unknown operation ${operation}`);
  }
  const { behaviour, tokenGeneration } = state;
  const chosen = behaviour.catalogFor?.(logged);
  if (chosen === null) throw entityNotFound('Catalog');
  const catalog = chosen ?? state.catalog;
  const isBrokenOff = behaviour.breaksOff?.(logged) ?? false;
  return { body: act({ catalog, behaviour, tokenGeneration, body }), isBrokenOff };
}

function send(response: ServerResponse, { body, isBrokenOff }: Answer): void {
  if (!isBrokenOff) {
    response.end(body);
    return;
  }
  response.setHeader('content-length', Buffer.byteLength(body));
  response.write(body.slice(0, body.length / 2), () => response.destroy());
}

function sendFault(response: ServerResponse, error: unknown): void {
  const fault = error instanceof GlueFault ? error : new GlueFault('InternalServiceException', String(error), 500);
  response.writeHead(fault.status, { 'x-amzn-errortype': fault.type });
  response.end(JSON.stringify({ __type: fault.type, Message: fault.message }));
}

/**
 * Starts a small Glue that speaks the AWS JSON 1.1 protocol over plain HTTP, for examples, tests and benches.
 * Listens on the loopback interface unless told otherwise; it guards nothing.
 */
export async function startGlueEndpoint(options: GlueEndpointOptions = {}): Promise<GlueEndpoint> {
  const { catalog = sampleCatalog(), port = 0, host = '127.0.0.1', ...behaviour } = options;
  const state: EndpointState = { behaviour, catalog, tokenGeneration: 0, requests: [], callTimes: [] };
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.setHeader('x-amzn-requestid', randomUUID());
    answer(state, request).then(
      (answered) => send(response, answered),
      (error: unknown) => sendFault(response, error),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo; // Only pipes and unbound servers have another kind of address.
  return {
    url: `http://${host}:${address.port}`,
    requests: state.requests,
    configure: ({ catalog: changed, ...change }) => {
      state.behaviour = { ...state.behaviour, ...change };
      if (changed !== undefined) state.catalog = changed;
    },
    expireTokens: () => {
      state.tokenGeneration += 1;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
