/** The codes of RFC 6749 (section 5.2), 8628 and 8693 that we answer ourselves. */
export type OauthRefusalCode =
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_request'
  | 'invalid_target'
  | 'slow_down'
  | 'unauthorized_client'
  | 'unsupported_grant_type';

const statusOf = (code: OauthRefusalCode): number => (code === 'invalid_client' ? 401 : 400);

/**
 * A refusal at an OAuth endpoint. Has the fields that oidc-provider looks for in its own errors, so it passes through the
 * library and answers as `{"error": code, "error_description": description}`.
 */
export class OauthRefusal extends Error {
  readonly expose = true;
  readonly status: number;
  readonly statusCode: number;
  readonly error: OauthRefusalCode;
  readonly error_description: string;

  constructor(code: OauthRefusalCode, description: string) {
    super(code);
    this.name = 'OauthRefusal';
    this.status = statusOf(code);
    this.statusCode = this.status;
    this.error = code;
    this.error_description = description;
  }
}
