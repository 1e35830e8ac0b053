import { ResponseBodyError } from 'openid-client';
import { plainCode } from './refusal.ts';

const messageCharactersMax = 160;
/** Codes of the libraries that read what a provider says; their messages are fixed texts. */
const libraryCode = /^(?:OAUTH_|ERR_J)/;

function* causesOf(error: unknown): Generator<Error> {
  for (let depth = 0, at = error; depth < 5 && at instanceof Error; depth += 1, at = at.cause) yield at;
}

function codeOf(error: Error): string | null {
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function isTimeout({ name }: Error): boolean {
  return name === 'TimeoutError' || name === 'AbortError';
}

/** Whether a provider did not answer at all, as opposed to answering wrong. */
export function isSilence(error: unknown): boolean {
  const causes = [...causesOf(error)];
  // Of the platform: `ECONNREFUSED`, `ENOTFOUND`, `UND_ERR_SOCKET`; the libraries' own begin otherwise.
  return causes.some((cause) => isTimeout(cause) || /^(?:E[A-Z]+|UND_ERR_\w+)$/.test(codeOf(cause) ?? ''));
}

/**
 * What went wrong with a provider, for audit and log: the innermost code with the library's words for it.
 * SECURITY: never the text of any other error, nor what a library hung on its own: both may hold parts of a token.
 */
export function failureNote(error: unknown): string {
  const causes = [...causesOf(error)];
  if (causes.some(isTimeout)) return 'timeout';
  const answered = causes.find((cause) => cause instanceof ResponseBodyError);
  if (answered !== undefined) return `the provider answered ${plainCode(answered.error)}`;
  const coded = causes.findLast((cause) => codeOf(cause) !== null);
  if (coded === undefined) return plainCode(causes[0]?.name);
  const code = plainCode(codeOf(coded));
  return libraryCode.test(code) ? `${code}: ${coded.message.slice(0, messageCharactersMax)}` : code;
}
