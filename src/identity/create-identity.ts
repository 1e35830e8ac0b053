import { ExpiryNotices } from './api-tokens/expiry-notices.ts';
import type { SignInDeps } from './deps.ts';
import { NodeHeartbeat } from './limits/node-heartbeat.ts';
import { createRequestLimits, type LimitSettings } from './limits/request-limits.ts';
import { LastUsedMarks, type LastUsedDeps } from './secrets/last-used-marks.ts';
import { PasswordGate } from './sign-in/password-gate.ts';

/** The room's long-lived part: what its operations need, with its marks, notices and heartbeat to start and stop. */
export interface Identity extends SignInDeps {
  readonly heartbeat: NodeHeartbeat;
  /** Resolves once the node has said that it lives, or has found that it cannot. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Builds the one instance of a process. `stop` writes the marks that are left and signs the node off. */
export function createIdentity(
  deps: LastUsedDeps & LimitSettings & Pick<SignInDeps, 'clock' | 'breachedPasswords'>,
): Identity {
  const marks = new LastUsedMarks(deps);
  const heartbeat = new NodeHeartbeat(deps);
  const expiryNotices = new ExpiryNotices(deps);
  const limits = createRequestLimits(deps, () => heartbeat.liveNodes);
  const { db, clock, breachedPasswords } = deps;
  return {
    ...{ db, clock, marks, limits, heartbeat },
    ...(breachedPasswords === undefined ? {} : { breachedPasswords }),
    passwordGate: new PasswordGate(),
    start: async () => {
      marks.start();
      expiryNotices.start();
      await heartbeat.start();
    },
    stop: async () => {
      await expiryNotices.stop();
      await marks.stop();
      await heartbeat.stop();
    },
  };
}
