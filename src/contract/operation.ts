export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One thing a caller can ask over HTTP. `path` is absolute, with `{name}` for a part that varies.
 * `access` says whether a credential is needed; `capability` says in words what the principal must hold.
 */
export interface Operation {
  readonly method: HttpMethod;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly access: 'public' | 'principal';
  readonly capability: string;
  /** The body is a form (`application/x-www-form-urlencoded`), not JSON. */
  readonly form?: true;
  /** The body is JSON, a form or `multipart/form-data` of text fields, as the caller likes. */
  readonly anyEncoding?: true;
  /** A success is 201. */
  readonly created?: true;
  /** Credential and errors are those of the Alation wire (Alation wire, header handling and errors). */
  readonly surface?: 'alation';
  /** COMPAT: a success is 204 without a body, where official clients take nothing else for one. */
  readonly noContent?: true;
  /** A success is 303 with the address to go to, for browsers. */
  readonly redirects?: true;
}
