/** Why a sign-in at an identity provider brought the browser back here without a session. */
export const signInProblems = {
  cancelled: 'The sign-in was cancelled there. Nothing has changed.',
  expired: 'The sign-in took longer than ten minutes, or was begun in another window. Please begin again.',
  unavailable: 'The identity provider cannot be reached, or is not set up rightly. Try again later, or use a password.',
  refused: 'The sign-in was not accepted. Ask an admin of this catalog, and tell them the request below.',
} as const;

export type SignInProblem = keyof typeof signInProblems;

/** What the address of the sign-in page says. */
export interface SignInState {
  /** Where to go afterwards. */
  next?: string;
  problem?: SignInProblem;
  /** Finds the attempt in the server's audit record. */
  trace?: string;
}

function isProblem(value: unknown): value is SignInProblem {
  return typeof value === 'string' && Object.hasOwn(signInProblems, value);
}

/**
 * Reads the address. SECURITY: `next` only as a path of this page, else a crafted link would lead a person elsewhere; of the
 * rest only what the server itself writes, so that no link puts words into this page's mouth.
 */
export function readSignInState({ next, problem, trace }: Record<string, unknown>): SignInState {
  return {
    ...(typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {}),
    ...(isProblem(problem) ? { problem } : {}),
    ...(typeof trace === 'string' && /^[\w.:-]{1,128}$/.test(trace) ? { trace } : {}),
  };
}
