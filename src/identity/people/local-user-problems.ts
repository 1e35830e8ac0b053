import type { Problem } from '../../foundation/index.ts';
import { passwordProblems } from '../sign-in/password-problems.ts';

/** What a person's local account is made from. */
export interface LocalUserInput {
  readonly username: string;
  readonly password: string;
  readonly email?: string;
}

/**
 * Lower case only: two names that differ in case would be two people who look like one. No `/`, because names become
 * parts of qualified names.
 */
const usernamePattern = /^[a-z0-9][a-z0-9._@+-]{0,63}$/;
const emailPattern = /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u;
const emailLengthMax = 254;
/** What the names of API tokens begin with. */
const tokenNamePrefixes = ['service-account-', 'apikey-'];

function usernameProblems(username: string): Problem[] {
  if (!usernamePattern.test(username)) {
    const message = 'must be 1 to 64 characters of `a-z 0-9 . _ @ + -` and begin with a letter or a digit';
    return [{ path: 'username', message }];
  }
  return tokenNamePrefixes
    .filter((prefix) => username.startsWith(prefix))
    .map((prefix) => ({ path: 'username', message: `must not begin with \`${prefix}\`, which marks API tokens` }));
}

function emailProblems(email: string): Problem[] {
  if (emailPattern.test(email) && email.length <= emailLengthMax) return [];
  return [{ path: 'email', message: `must be an e-mail address of at most ${emailLengthMax} characters` }];
}

/** Everything that is wrong with a new local account, at once. */
export function localUserProblems(input: LocalUserInput): Problem[] {
  const mailName = input.email?.split('@')[0] ?? '';
  return [
    ...usernameProblems(input.username),
    ...passwordProblems(input.password, [input.username, mailName]),
    ...(input.email === undefined ? [] : emailProblems(input.email)),
  ];
}
