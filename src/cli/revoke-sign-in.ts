import { type SignIn } from '../sdk/index.ts';
import { type StoredSignIn } from './sign-in-store.ts';

/** Ends a sign-in at the server: the refresh token, and the bearer at once instead of within the hour. Throws when the server cannot be told. */
export async function revokeSignIn(signIn: SignIn, stored: StoredSignIn): Promise<void> {
  const tokens = [stored.refreshToken, stored.bearer].filter((token) => token !== null);
  for (const token of tokens) await signIn.revoke(token);
}
