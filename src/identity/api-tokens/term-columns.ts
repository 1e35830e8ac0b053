import { sql } from '../../postgres/index.ts';
import type { TokenScopes } from '../principal.ts';

/** What a token may be used for, from where, how often, and whether it may rotate itself. */
export interface TokenTerms {
  readonly scopes?: TokenScopes | null;
  readonly allowedNetworks?: readonly string[] | null;
  readonly requestsPerMinute?: number | null;
  readonly mayRotateItself?: boolean;
}

/** The columns of the terms that are given; those that are absent stay out. */
export function termColumns({ scopes, allowedNetworks, requestsPerMinute, mayRotateItself }: TokenTerms) {
  return {
    ...(scopes === undefined ? {} : { scopes: scopes === null ? null : JSON.stringify(scopes) }),
    ...(allowedNetworks === undefined
      ? {}
      : { allowed_networks: sql<string[] | null>`${allowedNetworks}::text[]::cidr[]` }),
    ...(requestsPerMinute === undefined ? {} : { requests_per_minute: requestsPerMinute }),
    ...(mayRotateItself === undefined ? {} : { may_rotate_itself: mayRotateItself }),
  };
}
