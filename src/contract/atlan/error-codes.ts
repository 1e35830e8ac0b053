/** How one of our error codes looks on the wire: HTTP status and the Atlan code that official clients know. */
export interface WireError {
  readonly status: number;
  readonly atlanCode: string;
  /** What the body's `code` is where it is not the status. */
  readonly code?: number;
}

/**
 * Our error code → status and Atlan code. The one table of its kind.
 * COMPAT: a 403 costs the Python client six requests and half a minute, so it stands only where it is final; the original
 * answers everything it has no special code for with `-029` (generic bad request).
 */
export const atlanErrors = {
  body_malformed: { status: 400, atlanCode: 'ATLAS-400-00-029' },
  body_too_large: { status: 413, atlanCode: 'ATLAS-413-00-001' },
  field_invalid: { status: 400, atlanCode: 'ATLAS-400-00-01A' },
  filter_invalid: { status: 400, atlanCode: 'ATLAS-400-00-01A' },
  query_rejected: { status: 400, atlanCode: 'ATLAS-400-00-503' },
  attribute_missing: { status: 400, atlanCode: 'ATLAS-400-00-02B' },
  policy_invalid: { status: 400, atlanCode: 'ATLAS-400-00-029' },
  admins_empty: { status: 400, atlanCode: 'ATLAS-400-00-114' },
  type_unknown: { status: 404, atlanCode: 'ATLAS-404-00-001' },
  tag_unknown: { status: 400, atlanCode: 'ATLAS-400-00-046' },
  tag_present: { status: 400, atlanCode: 'ATLAS-400-00-01B' },
  tag_absent: { status: 400, atlanCode: 'ATLAS-400-00-06D' },
  // COMPAT: a conflict, in spite of the number.
  tag_in_use: { status: 409, atlanCode: 'ATLAS-400-00-0016' },
  type_guid_unknown: { status: 404, atlanCode: 'ATLAS-404-00-002' },
  type_exists: { status: 409, atlanCode: 'ATLAS-409-00-001' },
  custom_metadata_unknown: { status: 400, atlanCode: 'ATLAS-400-00-095' },
  custom_metadata_attribute_unknown: { status: 400, atlanCode: 'ATLAS-400-00-096' },
  custom_metadata_in_use: { status: 409, atlanCode: 'ATLAS-409-00-002' },
  typedef_exists: { status: 409, atlanCode: 'ATLAS-409-00-012' },
  typedef_attribute_exists: { status: 409, atlanCode: 'ATLAS-409-00-013' },
  display_name_missing: { status: 400, atlanCode: 'ATLAS-400-00-101' },
  type_built_in: { status: 400, atlanCode: 'ATLAS-400-00-107' },
  reference_unresolved: { status: 400, atlanCode: 'ATLAS-400-00-022' },
  too_many_entities: { status: 400, atlanCode: 'ATLAS-400-00-212' },
  // COMPAT: the original refuses a token before its catalog is reached, so there is no Atlas code; clients look for this number.
  token_missing: { status: 401, atlanCode: '401' },
  token_invalid: { status: 401, atlanCode: '401' },
  token_expired: { status: 401, atlanCode: '401' },
  // Of the Alation wire, which has statuses and texts of its own for them: see `alation/error-codes.ts`. Elsewhere a token is a thing
  // that is managed, and no credential of the request.
  sign_in_refused: { status: 401, atlanCode: '401' },
  refresh_token_invalid: { status: 404, atlanCode: 'ATLAS-404-00-00B' },
  refresh_token_ended: { status: 409, atlanCode: 'ATLAS-409-00-015' },
  access_token_invalid: { status: 404, atlanCode: 'ATLAS-404-00-00B' },
  access_token_ended: { status: 409, atlanCode: 'ATLAS-409-00-015' },
  feature_disabled: { status: 409, atlanCode: 'ATLAS-409-00-015' },
  parameters_unknown: { status: 400, atlanCode: 'ATLAS-400-00-01A' },
  payload_incorrect: { status: 400, atlanCode: 'ATLAS-400-00-01A' },
  // Only a browser session gets it, and its page asks for the password and goes on.
  confirmation_required: { status: 403, atlanCode: 'ATLAS-403-00-003' },
  permission_denied: { status: 403, atlanCode: 'ATLAS-403-00-001' },
  connection_admin_required: { status: 403, atlanCode: 'ATLAS-403-00-002' },
  route_unknown: { status: 404, atlanCode: 'ATLAS-404-00-000' },
  method_not_allowed: { status: 405, atlanCode: 'ATLAS-405-00-001' },
  reference_wrong_type: { status: 400, atlanCode: 'ATLAS-400-00-045' },
  relationship_unsupported: { status: 400, atlanCode: 'ATLAS-400-00-048' },
  relationship_unknown: { status: 400, atlanCode: 'ATLAS-400-00-043' },
  label_too_long: { status: 400, atlanCode: 'ATLAS-400-00-08F' },
  label_malformed: { status: 400, atlanCode: 'ATLAS-400-00-090' },
  custom_attribute_key_too_long: { status: 400, atlanCode: 'ATLAS-400-00-08C' },
  custom_attribute_key_malformed: { status: 400, atlanCode: 'ATLAS-400-00-08D' },
  custom_attribute_value_too_long: { status: 400, atlanCode: 'ATLAS-400-00-08E' },
  lineage_unsupported: { status: 404, atlanCode: 'ATLAS-404-00-011' },
  asset_not_found: { status: 404, atlanCode: 'ATLAS-404-00-005' },
  asset_unique_attribute_not_found: { status: 404, atlanCode: 'ATLAS-404-00-009' },
  record_not_found: { status: 404, atlanCode: 'ATLAS-404-00-00B' },
  workflow_not_found: { status: 404, atlanCode: 'ATLAS-404-00-00B' },
  run_not_found: { status: 404, atlanCode: 'ATLAS-404-00-00B' },
  schedule_not_found: { status: 404, atlanCode: 'ATLAS-404-00-00B' },
  package_unknown: { status: 400, atlanCode: 'ATLAS-400-00-029' },
  package_not_runnable: { status: 400, atlanCode: 'ATLAS-400-00-029' },
  // COMPAT: of the app surface, whose clients look for these numbers.
  app_inputs_invalid: { status: 400, atlanCode: '1000', code: 1000 },
  app_contract_unknown: { status: 400, atlanCode: '1003', code: 1003 },
  already_exists: { status: 409, atlanCode: 'ATLAS-409-00-003' },
  glossary_exists: { status: 409, atlanCode: 'ATLAS-409-00-007' },
  term_exists: { status: 409, atlanCode: 'ATLAS-409-00-009' },
  category_exists: { status: 409, atlanCode: 'ATLAS-409-00-00A' },
  glossary_name_invalid: { status: 400, atlanCode: 'ATLAS-400-00-083' },
  anchor_missing: { status: 400, atlanCode: 'ATLAS-400-00-072' },
  operation_unsupported: { status: 409, atlanCode: 'ATLAS-409-00-015' },
  state_conflict: { status: 409, atlanCode: 'ATLAS-409-00-015' },
  precondition_failed: { status: 412, atlanCode: 'ATLAS-412-00-001' },
  rate_limited: { status: 429, atlanCode: 'ATLAS-429-00-001' },
  store_unavailable: { status: 503, atlanCode: 'ATLAS-503-00-001' },
  internal: { status: 500, atlanCode: 'ATLAS-500-00-001' },
} as const satisfies Record<string, WireError>;
