import type { Clock } from '../foundation/index.ts';
import type { Db } from '../postgres/index.ts';
import type { RequestLimits } from './limits/request-limits.ts';
import type { LastUsedMarks } from './secrets/last-used-marks.ts';
import type { BreachedPasswords } from './sign-in/breached-passwords.ts';
import type { PasswordGate } from './sign-in/password-gate.ts';

/** What the operations of this room need. */
export interface IdentityDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** Where uses of secrets are noted. Without it none are, and a session ends one hour after it began. */
  readonly marks?: LastUsedMarks;
  /** Passwords that nobody may choose; without it the list that comes with the server. */
  readonly breachedPasswords?: BreachedPasswords;
  /** The budgets of this process. Without it nothing is limited, as in tests of a single operation. */
  readonly limits?: RequestLimits;
}

/** What signing in needs beside: the one gate of this process that limits how many passwords are hashed at a time. */
export interface SignInDeps extends IdentityDeps {
  readonly passwordGate: PasswordGate;
}
