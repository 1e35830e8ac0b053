import type { atlanErrors } from '../atlan/error-codes.ts';

/** How one of our error codes looks on the Alation wire, where that is not `status × 1000` and our own text. */
export interface AlationWireError {
  readonly status?: number;
  /** Six digits. */
  readonly code?: string;
  /** The exact text that clients compare. */
  readonly detail?: string;
}

const notFound = { detail: 'Not found.' } as const;

/**
 * Our error code → what differs on the Alation wire (Alation wire, errors). Everything else keeps the HTTP status of `atlanErrors`, with
 * that status and three zeros as its code and our message as its text.
 */
export const alationErrors = {
  refresh_token_invalid: { status: 401, detail: 'Refresh token provided is invalid.' },
  refresh_token_ended: { status: 401, detail: 'Refresh token provided is expired or revoked.' },
  access_token_invalid: { status: 401, detail: 'API Access Token provided is invalid.' },
  access_token_ended: { status: 401, detail: 'API Access Token provided is expired or revoked.' },
  // Clients of the token endpoints take exactly 401 for "no token to be had", and everything else for a fault.
  feature_disabled: { status: 401 },
  parameters_unknown: { code: '400006' },
  payload_incorrect: { code: '400010' },
  route_unknown: notFound,
  asset_not_found: notFound,
  asset_unique_attribute_not_found: notFound,
  record_not_found: notFound,
} as const satisfies Partial<Record<keyof typeof atlanErrors, AlationWireError>>;

/** What every refused credential of the data API is answered, whatever is wrong with it. */
export const alationRefusals = {
  /** By header `TOKEN`, or without any: 403, the one status after which some clients make a new token. */
  token: { status: 403, code: '403000', detail: 'Authentication credentials were not provided.' },
  /** By `Authorization: Bearer`. */
  bearer: { status: 401, code: '401000', detail: 'Authentication failed: invalid bearer token.' },
} as const;
