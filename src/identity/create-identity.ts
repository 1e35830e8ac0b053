import type { LastUsedDeps } from './secrets/last-used-marks.ts';
import { LastUsedMarks } from './secrets/last-used-marks.ts';
import type { SignInDeps } from './deps.ts';
import { PasswordGate } from './sign-in/password-gate.ts';

/** The room's long-lived part: what its operations need, and the writer of last-used marks to start and stop. */
export interface Identity extends SignInDeps {
  start(): void;
  stop(): Promise<void>;
}

/** Builds the one instance of a process. `stop` writes the marks that are left. */
export function createIdentity(deps: LastUsedDeps): Identity {
  const marks = new LastUsedMarks(deps);
  const { db, clock } = deps;
  return { db, clock, marks, passwordGate: new PasswordGate(), start: () => marks.start(), stop: () => marks.stop() };
}
