import { type QueryClient } from '@tanstack/react-query';
import { client, pageBearer } from './client.ts';

/** Ends the session. Whatever the server answers, the page forgets what it knows of the person. */
export async function signOut(queryClient: QueryClient): Promise<void> {
  try {
    await client.sessions.signOut();
  } finally {
    pageBearer.forget();
    queryClient.clear();
  }
}
