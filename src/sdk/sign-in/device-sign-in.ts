import { ClavisError } from '../error.ts';
import { type FormAnswer } from './post-form.ts';

/** What a person needs to approve a sign-in on another device (RFC 8628, section 3.2). */
export interface DeviceSignIn {
  /** The page to open; without the code, so that a link alone approves nothing. */
  verificationUrl: string;
  /** What the person types there. */
  userCode: string;
  expiresAt: Date;
  /** How long to wait between two questions. */
  intervalMs: number;
  /** SECURITY: stays in the program that asks; whoever holds it gets the tokens. */
  deviceCode: string;
}

const intervalSecondsDefault = 5;

export function readDeviceSignIn(body: Record<string, unknown>, askedAt: Date): DeviceSignIn {
  const { device_code: deviceCode, user_code: userCode, verification_uri: verificationUrl } = body;
  const { expires_in: seconds, interval = intervalSecondsDefault } = body;
  const areTexts =
    typeof deviceCode === 'string' && typeof userCode === 'string' && typeof verificationUrl === 'string';
  if (!areTexts || typeof seconds !== 'number' || typeof interval !== 'number') {
    throw new ClavisError({
      status: 200,
      code: 'answer_malformed',
      message: 'the answer is not a device sign-in: is the base URL that of a Clavis server?',
    });
  }
  return {
    verificationUrl,
    userCode,
    expiresAt: new Date(askedAt.getTime() + seconds * 1000),
    intervalMs: interval * 1000,
    deviceCode,
  };
}

export interface PollDeps {
  /** Asks once. */
  ask: () => Promise<FormAnswer>;
  /** Resolves after that time; rejects when the person gives up. */
  wait: (waitMs: number) => Promise<void>;
  now: () => Date;
}

const slowerByMs = 5_000;
const waitMsMax = 60_000;

/** No answer, too many questions, or a server that is just starting: none of them decides about the sign-in. */
function isPassing(error: ClavisError): boolean {
  return error.status === null || error.status === 429 || error.status >= 500;
}

/** How long to wait before the next question after this refusal; null when it is final. */
function nextWaitMs(error: ClavisError, retryAfterMs: number | null, waitMs: number): number | null {
  if (error.code === 'authorization_pending') return waitMs;
  if (error.code === 'slow_down') return waitMs + slowerByMs;
  return isPassing(error) ? Math.min(Math.max(waitMs * 2, retryAfterMs ?? 0), waitMsMax) : null;
}

/**
 * Asks until a person has decided (RFC 8628, section 3.5): waits first, waits five seconds more from each `slow_down` on, and
 * twice as long after each question that got no answer. Throws a `ClavisError`, with the code `access_denied` when the
 * person refused and `expired_token` when nobody decided in time.
 */
export async function pollDeviceSignIn(begun: DeviceSignIn, deps: PollDeps): Promise<Record<string, unknown>> {
  for (let waitMs = begun.intervalMs; ;) {
    await deps.wait(waitMs);
    const answer = await deps.ask();
    if (answer.ok) return answer.body;
    const next = nextWaitMs(answer.error, answer.retryAfterMs, waitMs);
    if (next === null) throw answer.error;
    // The server tells of the expiry too; this ends the waiting when it cannot be reached any more.
    if (deps.now() >= begun.expiresAt) throw expired();
    waitMs = next;
  }
}

function expired(): ClavisError {
  return new ClavisError({ status: null, code: 'expired_token', message: 'nobody approved the sign-in in time' });
}
