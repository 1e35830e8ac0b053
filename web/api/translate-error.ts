import { isClavisError, type Problem } from '../../src/sdk/index.ts';

/** What a person is told about a failure. */
export interface ErrorText {
  title: string;
  message: string;
  problems: readonly Problem[];
  /** Finds the request in the server's log. */
  requestId: string | null;
}

function sentence(text: string): string {
  const first = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

function titleOf(status: number | null): string {
  if (status === null) return 'The server cannot be reached';
  if (status === 400) return 'Something in the input is not right';
  if (status === 401) return 'Not signed in';
  if (status === 403) return 'Not allowed';
  if (status === 404) return 'Not found';
  if (status === 409) return 'Not possible in the present state';
  if (status === 412) return 'Changed by somebody else in the meantime';
  if (status === 429) return 'Too many attempts';
  return 'The server has a problem';
}

/** The one place where failures become words: every screen shows errors through it. */
export function translateError(error: unknown): ErrorText {
  if (!isClavisError(error)) {
    return {
      title: 'This page has a problem',
      message: 'Reload the page; if it happens again, report it.',
      problems: [],
      requestId: null,
    };
  }
  const { status, problems, requestId } = error;
  return { title: titleOf(status), message: sentence(error.message), problems, requestId };
}

/** The problem of one field, for the line below it. */
export function problemOf(error: unknown, path: string): string | null {
  if (!isClavisError(error)) return null;
  const found = error.problems.filter((problem) => problem.path === path || problem.path === `body.${path}`);
  return found.length === 0 ? null : found.map((problem) => sentence(problem.message)).join(' ');
}

export function isUnauthenticated(error: unknown): boolean {
  return isClavisError(error) && error.status === 401;
}

export function isNotFound(error: unknown): boolean {
  return isClavisError(error) && error.status === 404;
}

/** The workspace wants the password proved again before it shows a secret. */
export function isConfirmationRequired(error: unknown): boolean {
  return isClavisError(error) && error.reason === 'confirmation_required';
}
