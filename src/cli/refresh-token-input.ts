import { InvalidArgumentError, Option } from 'commander';
import { ClavisClient, type RefreshTokenPair } from '../sdk/index.ts';
import { UsageError } from './exit-codes.ts';
import { type Io } from './io.ts';
import { type GlobalOptions, urlOf } from './settings.ts';

/** What of a command's options says whose token it is. */
export interface OwnerOptions extends GlobalOptions {
  userId: number;
}

interface Asked {
  /** The environment variable that may hold it. */
  readonly variable: string;
  /** For people, such as "refresh token". */
  readonly what: string;
}

/** What must not stand on the command line: from its variable, else the first line of standard input; blanks belong to it. */
export async function readProof(io: Io, { variable, what }: Asked): Promise<string> {
  const named = io.env[variable] ?? '';
  const given = named === '' ? ((await io.readInput()).split(/\r?\n/, 1)[0] ?? '') : named;
  if (given.trim() !== '') return given;
  throw new UsageError(`no ${what}: give it on standard input or in ${variable}`);
}

function parseUserId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('give the number of the owner, as `clavis refresh-token create` and `list` show it');
}

/** The number of the owner, without which no secret is accepted. */
export function userIdOption(): Option {
  return new Option('--user-id <number>', 'the number of the owner').argParser(parseUserId).makeOptionMandatory();
}

/** The refresh token from where no other user of the machine sees it, with the number of its owner. */
export async function readPair(io: Io, { userId }: OwnerOptions): Promise<RefreshTokenPair> {
  const secret = await readProof(io, { variable: 'CLAVIS_REFRESH_TOKEN', what: 'refresh token' });
  return { secret: secret.trim(), userId };
}

/** A client without a bearer: at the token endpoints the body is the credential. */
export function strangerOf(options: GlobalOptions, io: Io): ClavisClient {
  return new ClavisClient({ baseUrl: urlOf(options, io) });
}
