import type { Problem } from '../../foundation/index.ts';
import type { IdentityDeps } from '../deps.ts';
import { personalWordsOf } from '../people/local-user-problems.ts';
import { commonlyUsedPasswords } from './breached-passwords.ts';
import { passwordProblems } from './password-problems.ts';

/** A password as somebody would have it, and whose it is to be. */
export interface NewPassword {
  readonly password: string;
  readonly path: string;
  readonly person: { readonly username: string; readonly email?: string | null };
}

/** What is wrong with a password that is known from breaches; nothing when it is not. */
export async function breachProblems(deps: IdentityDeps, password: string, path = 'password'): Promise<Problem[]> {
  const breached = deps.breachedPasswords ?? commonlyUsedPasswords;
  if (!(await breached.has(password))) return [];
  return [{ path, message: 'must not be a password that is known from breaches, nor two of those in a row' }];
}

/** Everything that is wrong with a new password, at once. */
export async function newPasswordProblems(deps: IdentityDeps, input: NewPassword): Promise<Problem[]> {
  const { password, path, person } = input;
  const problems = passwordProblems(password, personalWordsOf(person), path);
  // What is refused already is not looked up: a file of breaches may be on a slow disk.
  return problems.length > 0 ? problems : breachProblems(deps, password, path);
}
