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
export const usernameLengthMax = 64;
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

/** Whether a text may be a person's user name. */
export function isUsername(text: string): boolean {
  return usernameProblems(text).length === 0;
}

/** What is wrong with an e-mail address; whether it is taken is found out when it is stored. */
export function emailProblems(email: string, path = 'email'): Problem[] {
  if (emailPattern.test(email) && email.length <= emailLengthMax) return [];
  return [{ path, message: `must be an e-mail address of at most ${emailLengthMax} characters` }];
}

/** The words that stand for a person: a password made of them is guessed first. */
export function personalWordsOf(person: { readonly username: string; readonly email?: string | null }): string[] {
  const mail = person.email ?? '';
  return [person.username, ...mail.split('@')].filter((word) => word !== '');
}

/** Everything that is wrong with a new local account, at once. */
export function localUserProblems(input: LocalUserInput): Problem[] {
  return [
    ...usernameProblems(input.username),
    ...passwordProblems(input.password, personalWordsOf(input)),
    ...(input.email === undefined ? [] : emailProblems(input.email)),
  ];
}
