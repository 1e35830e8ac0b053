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
}
