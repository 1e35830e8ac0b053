import { type BearerSource, isClavisError, SignIn } from '../sdk/index.ts';
import { OutcomeFailure } from './exit-codes.ts';
import { type Io } from './io.ts';
import { type SignInStore, type StoredSignIn } from './sign-in-store.ts';

/** A bearer that ends sooner than this is replaced before it is sent. */
const remainingMsMin = 60_000;

/** Refusals after which asking again with the same refresh token is of no use. */
const finalCodes = new Set(['invalid_grant', 'invalid_client', 'unauthorized_client']);

/** A sign-in that cannot go on without the person. */
function endedSignIn(url: string, { username }: Pick<StoredSignIn, 'username'>): OutcomeFailure {
  return new OutcomeFailure(`error: the sign-in of \`${username}\` at ${url} has ended: run \`clavis login\``);
}

export function isSpent(stored: StoredSignIn, now: Date): boolean {
  return stored.refreshToken === null && stored.expiresAt <= now;
}

/** The stored sign-in as bearers that are renewed in silence, for as long as the server lets the refresh token live. */
export function storedBearer(store: SignInStore, url: string, io: Io): BearerSource {
  const signIn = new SignIn({ baseUrl: url, now: io.now });

  async function renew(stored: StoredSignIn, refreshToken: string, signal: AbortSignal): Promise<StoredSignIn> {
    try {
      return { ...stored, ...(await signIn.refresh(refreshToken, { signal })) };
    } catch (error) {
      if (!isClavisError(error) || !finalCodes.has(error.code)) throw error;
      // A refresh token that is refused would only raise an alarm if it were tried again.
      return { ...stored, refreshToken: null, expiresAt: io.now() };
    }
  }

  function isGood(stored: StoredSignIn, refused: string | null): boolean {
    return stored.bearer !== refused && stored.expiresAt.getTime() - io.now().getTime() > remainingMsMin;
  }

  /** Decided under the lock: another command may have renewed it in the meantime. */
  function renewed(refused: string | null, signal: AbortSignal): Promise<StoredSignIn | null> {
    return store.change(url, (stored) => {
      if (stored === null || stored.refreshToken === null || isGood(stored, refused)) return stored;
      return renew(stored, stored.refreshToken, signal);
    });
  }

  return {
    current: async (signal = io.signal) => {
      const known = store.find(url);
      const stored = known !== null && isGood(known, null) ? known : await renewed(null, signal);
      if (stored === null) throw new OutcomeFailure(`error: not signed in at ${url} any more: run \`clavis login\``);
      if (stored.expiresAt <= io.now()) throw endedSignIn(url, stored);
      return stored.bearer;
    },
    replace: async (refused, signal = io.signal) => {
      const stored = await renewed(refused, signal);
      if (stored === null || stored.bearer === refused) return null;
      return stored.bearer;
    },
  };
}
