import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/client.ts';

/** A request that was decided or has ended is gone: asking once more gives 404. */
export function redirectedRequestQuery(uid: string) {
  return queryOptions({
    queryKey: ['grant-request', uid],
    queryFn: ({ signal }) => client.grants.getRedirected(uid, { signal }),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}
