import { type JsonObject } from './json.ts';

/** Every reason for which an operation refuses, as callers may switch on it. */
export type ErrorCode =
  | 'body_malformed'
  | 'body_too_large'
  | 'field_invalid'
  | 'filter_invalid'
  | 'query_rejected'
  | 'attribute_missing'
  | 'policy_invalid'
  | 'admins_empty'
  | 'type_unknown'
  | 'tag_unknown'
  | 'tag_present'
  | 'tag_absent'
  | 'tag_in_use'
  | 'type_guid_unknown'
  | 'type_exists'
  | 'custom_metadata_unknown'
  | 'custom_metadata_attribute_unknown'
  | 'custom_metadata_in_use'
  | 'typedef_exists'
  | 'typedef_attribute_exists'
  | 'display_name_missing'
  | 'type_built_in'
  | 'reference_unresolved'
  | 'too_many_entities'
  | 'token_missing'
  | 'token_invalid'
  | 'token_expired'
  | 'sign_in_refused'
  | 'refresh_token_invalid'
  | 'refresh_token_ended'
  | 'access_token_invalid'
  | 'access_token_ended'
  | 'feature_disabled'
  | 'parameters_unknown'
  | 'payload_incorrect'
  | 'permission_denied'
  | 'confirmation_required'
  | 'connection_admin_required'
  | 'route_unknown'
  | 'method_not_allowed'
  | 'lineage_unsupported'
  | 'reference_wrong_type'
  | 'relationship_unsupported'
  | 'relationship_unknown'
  | 'label_too_long'
  | 'label_malformed'
  | 'custom_attribute_key_too_long'
  | 'custom_attribute_key_malformed'
  | 'custom_attribute_value_too_long'
  | 'asset_not_found'
  | 'asset_unique_attribute_not_found'
  | 'record_not_found'
  | 'workflow_not_found'
  | 'run_not_found'
  | 'schedule_not_found'
  | 'package_unknown'
  | 'package_not_runnable'
  | 'app_inputs_invalid'
  | 'app_contract_unknown'
  | 'already_exists'
  | 'glossary_exists'
  | 'term_exists'
  | 'category_exists'
  | 'glossary_name_invalid'
  | 'anchor_missing'
  | 'operation_unsupported'
  | 'state_conflict'
  | 'precondition_failed'
  | 'rate_limited'
  | 'store_unavailable'
  | 'internal';

/** One thing wrong with an input: where it stands and what would be accepted. */
export interface Problem {
  readonly path: string;
  readonly message: string;
  /** Where the kind of the mistake has a code of its own. */
  readonly code?: ErrorCode;
}

/** What an error may carry beside its message: `details` for the caller, `cause` for the log only. */
export interface ErrorExtras {
  readonly details?: readonly Problem[];
  /** When to come back, in whole seconds, where that is known. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
  /** What was denied and by what, for the audit record only; asked for when that is written, which may be after the answer. */
  readonly denied?: () => JsonObject;
}

/**
 * The one error of the product. `message` is for the caller: lower case, no full stop, user input in backticks.
 * `details` holds all problems of one input; `cause` and `denied` never leave the server.
 */
export class CatalogError extends Error {
  readonly code: ErrorCode;
  readonly details: readonly Problem[];
  readonly retryAfterSeconds: number | null;
  readonly denied: (() => JsonObject) | null;

  constructor(code: ErrorCode, message: string, extras: ErrorExtras = {}) {
    super(message, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = 'CatalogError';
    this.code = code;
    this.details = extras.details ?? [];
    this.retryAfterSeconds = extras.retryAfterSeconds ?? null;
    this.denied = extras.denied ?? null;
  }
}

export function isCatalogError(error: unknown): error is CatalogError {
  return error instanceof CatalogError;
}

/** Throws one error that lists every problem, or nothing when there is none; under the code of the first where that has one of its own. */
export function requireNoProblems(code: ErrorCode, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const text = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  throw new CatalogError(problems[0]?.code ?? code, text, { details: problems });
}

/** Ends the request, not the server, when something that cannot be is. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new CatalogError('internal', `broken invariant: ${message}`);
}

/** Makes a `switch` over a union fail to compile when a member is forgotten. */
export function assertNever(value: never): never {
  throw new CatalogError('internal', `unexpected value: ${JSON.stringify(value)}`);
}
