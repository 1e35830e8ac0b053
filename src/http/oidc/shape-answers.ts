import type { IncomingMessage } from 'node:http';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Logger } from '../../foundation/index.ts';
import { asCatalogError, renderError } from '../manners/error-answer.ts';
import { requestIdOf } from './request-facts.ts';

/** Atlan codes of what the protocol answers itself. */
const atlanCodes: Readonly<Record<number, string>> = {
  400: 'ATLAS-400-00-029',
  401: '401',
  403: 'ATLAS-403-00-001',
};

interface ProtocolError {
  readonly error: string;
  readonly error_description?: string;
}

function isProtocolError(body: unknown): body is ProtocolError {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string';
}

/** COMPAT: the members that clients of the Atlan wire read beside those of the RFCs; whoever knows neither ignores them. */
function addWireMembers(context: KoaContextWithOIDC): void {
  const { body, status } = context;
  if (!isProtocolError(body)) return;
  const text = body.error_description ?? body.error;
  context.body = {
    ...body,
    ...{ errorCode: atlanCodes[status] ?? String(status), errorMessage: text, code: status, message: text },
    ...{ info: body.error, causes: [], requestId: requestIdOf(context.req) },
  };
}

/** A fault that was no refusal of the protocol: our one error body, with the two members of the RFCs. */
function answerFault(context: KoaContextWithOIDC, thrown: unknown, log: Logger): void {
  const fault = asCatalogError(thrown);
  const requestId = requestIdOf(context.req);
  const { status, body, headers } = renderError(fault, requestId);
  if (status >= 500) log.error({ requestId, err: fault.cause ?? fault }, 'OAuth request failed');
  const error = status === 500 ? 'server_error' : 'temporarily_unavailable';
  context.set(headers);
  context.status = status;
  context.body = { error, error_description: body.errorMessage, ...body };
}

/** Only what our answers allow a page to do; the other ways need inline script. */
const responseModes = ['query'];

function shapeDeviceAnswer(context: KoaContextWithOIDC, publicUrl: string): void {
  const { verification_uri_complete: _prefilled, ...body } = context.body as Record<string, unknown>;
  // SECURITY: no link with the code in it: who is sent one by a stranger approves with one click (RFC 8628, section 5.4).
  context.body = { ...body, verification_uri: `${publicUrl}/device`, interval: 5 };
}

function shapeSuccess(context: KoaContextWithOIDC, publicUrl: string): void {
  const { route } = context.oidc;
  if (route === 'device_authorization') shapeDeviceAnswer(context, publicUrl);
  if (route === 'discovery') context.body = { ...(context.body as object), response_modes_supported: responseModes };
}

/** Makes the provider's answers fit this server: its page, its error body, its log. */
export function shapeAnswers(provider: Provider, { publicUrl, log }: { publicUrl: string; log: Logger }): void {
  const faults = new WeakMap<IncomingMessage, unknown>();
  provider.on('server_error', (context, error) => void faults.set(context.req, error));
  // The library would write to the console.
  provider.onerror = (error) => log.error({ err: error }, 'OAuth request failed');
  provider.use(async (context, next) => {
    await next().catch((error: unknown) => faults.set(context.req, error));
    const known = context as KoaContextWithOIDC;
    if (faults.has(context.req)) answerFault(known, faults.get(context.req), log);
    else if (context.status === 200) shapeSuccess(known, publicUrl);
    else addWireMembers(known);
    // No page of another site reads what is answered here.
    context.remove('access-control-allow-origin');
  });
}
