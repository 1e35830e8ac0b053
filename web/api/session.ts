import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

/** Who is signed in. Fails with 401 when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => client.users.whoAmI({ signal }),
  staleTime: 60_000,
  retry: false,
});
