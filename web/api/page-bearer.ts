import { type BearerSource } from '../../src/sdk/index.ts';

interface Made {
  secret: string;
  expiresAt: Date;
}

type Held = Promise<Made>;

interface PageBearerDeps {
  /** Makes a bearer of the person whose session cookie the browser holds. */
  create: () => Held;
  now: () => Date;
}

/** The bearer of this page load. */
export interface PageBearer extends BearerSource {
  /** At sign-out: nothing of it is left in the page. */
  forget(): void;
}

/** Renewed this long before its end, so that a request under way does not arrive with a dead one. */
const remainingMsMin = 60_000;

/**
 * A user bearer for the page's own searches, made when it is first needed. SECURITY: it lives in this closure and nowhere
 * else: not in a storage, the address or the query cache. Requests at the same time share one.
 */
export function createPageBearer({ create, now }: PageBearerDeps): PageBearer {
  let held: Held | null = null;

  async function renew(): Promise<string> {
    const made = create();
    held = made;
    try {
      return (await made).secret;
    } catch (error) {
      // A failure is not kept: the next request tries again.
      if (held === made) held = null;
      throw error;
    }
  }

  /** Of several requests that find the same bearer unusable the first one renews, the others take what it gets. */
  async function renewUnless(isUsable: (made: Made) => boolean): Promise<string> {
    if (held === null) return renew();
    const asked = held;
    const made = await asked;
    if (isUsable(made)) return made.secret;
    return held === asked ? renew() : renewUnless(isUsable);
  }

  return {
    current: () => renewUnless(({ expiresAt }) => expiresAt.getTime() - now().getTime() > remainingMsMin),
    replace: (refused) => renewUnless(({ secret }) => secret !== refused),
    forget: () => {
      held = null;
    },
  };
}
