import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { sessionQuery } from '../api/session.ts';
import { isUnauthenticated } from '../api/translate-error.ts';

/** The cache of server state. When a session ends under the page, the site map is asked again and shows the sign-in. */
export function createQueryClient(onSessionEnd: () => void): QueryClient {
  const onError = (error: unknown, key: readonly unknown[] | undefined): void => {
    // Asking who is signed in fails with 401 by design; the site map handles that itself.
    if (!isUnauthenticated(error) || key?.[0] === sessionQuery.queryKey[0] || key?.[0] === 'sign-in') return;
    queryClient.removeQueries({ queryKey: sessionQuery.queryKey });
    onSessionEnd();
  };
  const queryClient: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error, query) => onError(error, query.queryKey) }),
    mutationCache: new MutationCache({
      onError: (...[error, , , mutation]) => onError(error, mutation.options.mutationKey),
    }),
    // The SDK repeats what is worth repeating; doing it here as well would only delay the message.
    defaultOptions: { queries: { retry: false } },
  });
  return queryClient;
}
