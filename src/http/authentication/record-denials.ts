import type { FastifyRequest } from 'fastify';
import { systemActor, type AuditEntry, type AuditJournal } from '../../audit/index.ts';
import { atlanErrors, type OperationId } from '../../contract/index.ts';
import { isCatalogError, type CatalogError, type ErrorCode, type JsonObject } from '../../foundation/index.ts';
import { originOf } from './request-origin.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation of the contract that the route serves. */
    operationId?: OperationId;
  }
}

function operationOf(request: FastifyRequest): string {
  return request.routeOptions.config.operationId ?? request.routeOptions.url ?? 'unknown';
}

/**
 * What was asked, as far as the request line says it.
 * SECURITY: parts of the path only. Bodies and queries may hold names that the reader of the record may not know.
 */
function detailOf(error: CatalogError, request: FastifyRequest): JsonObject {
  const parts = Object.values((request.params ?? {}) as Record<string, string>).filter((part) => part !== '');
  const denied = error.denied === null ? {} : { denied: error.denied() };
  return { code: error.code, requestId: request.id, ...(parts.length === 0 ? {} : { path: parts }), ...denied };
}

/** The denial as an entry, or `null` for a caller of whom nothing is known but an address. */
function denialOf(error: CatalogError, request: FastifyRequest): AuditEntry | null {
  const { principal, tokenStatus } = request;
  const detail = detailOf(error, request);
  const object = { objectKind: 'operation', objectId: operationOf(request), origin: originOf(request) };
  if (principal !== null) return { actor: principal, action: 'request.deny', ...object, detail };
  if (tokenStatus === null || !('actor' in tokenStatus)) return null;
  const { actor, secretId, status } = tokenStatus;
  const action = status === 'retired' ? 'secret.retired-use' : 'request.deny';
  return { actor, action, ...object, detail: { ...detail, secretId, status } };
}

/** A stranger is counted, never written down one by one: whoever guesses must not be able to fill the record, or keep the database busy. */
export function countStranger(journal: AuditJournal, request: FastifyRequest): void {
  const origin = originOf(request);
  const object = { objectKind: 'address', objectId: origin.address ?? 'unknown', origin };
  journal.tally({ actor: systemActor, action: 'request.deny-unknown', ...object });
}

/**
 * SECURITY: a secret that has ended, or whose actor is switched off, answers like one that never was; waiting for its record would
 * tell them apart by milliseconds.
 */
function answersLikeUnknown({ tokenStatus }: FastifyRequest): boolean {
  return tokenStatus?.status === 'retired' || tokenStatus?.status === 'disabled';
}

/** SECURITY: what decided is worked out only now, when the answer has gone: a hidden asset takes no longer than an unknown one. */
function noteDenial(journal: AuditJournal, error: CatalogError, request: FastifyRequest): void {
  const denial = denialOf(error, request);
  if (denial !== null) journal.note(denial);
}

/** What a refused token in the body of a request answers; as the credential of a request it is a 401 like every other. */
const refusedPairs: ReadonlySet<ErrorCode> = new Set([
  'refresh_token_invalid',
  'refresh_token_ended',
  'access_token_invalid',
  'access_token_ended',
]);

function isRefusedSecret({ code }: CatalogError, { tokenStatus }: FastifyRequest): boolean {
  if (tokenStatus === null || tokenStatus.status === 'missing') return false;
  return atlanErrors[code].status === 401 || (refusedPairs.has(code) && tokenStatus.status !== 'valid');
}

/** Unknown as well as hidden: which of the two an answer was must not show in what is done for it. */
function isUnseenAsset({ code }: CatalogError): boolean {
  return code === 'asset_not_found' || code === 'asset_unique_attribute_not_found';
}

/**
 * Records every 403, every 404 about an asset, and every 401 of a secret that is known, before the answer leaves. Gives back what is to be answered:
 * `store_unavailable` instead when the denial could not be recorded.
 * Secrets that answer like unknown ones, and assets, are recorded right after. A missing credential is no denial; a refused password or code is
 * recorded where it is judged.
 */
export function createDenialRecorder(journal: AuditJournal) {
  return async function recordDenial(error: CatalogError, request: FastifyRequest): Promise<CatalogError> {
    const { status } = atlanErrors[error.code];
    if (status === 404 && isUnseenAsset(error) && request.principal !== null) {
      setImmediate(() => noteDenial(journal, error, request));
      return error;
    }
    if (status !== 403 && !isRefusedSecret(error, request)) return error;
    const denial = denialOf(error, request);
    if (denial === null) {
      countStranger(journal, request);
      return error;
    }
    if (answersLikeUnknown(request)) {
      // Not even queued before the answer is on its way: beginning a batch takes a millisecond of this process.
      setImmediate(() => journal.note(denial));
      return error;
    }
    try {
      await journal.record(denial);
      return error;
    } catch (failure) {
      if (isCatalogError(failure)) return failure;
      throw failure;
    }
  };
}
