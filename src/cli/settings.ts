import { readFileSync } from 'node:fs';
import { type Command } from 'commander';
import { type BearerSource, ClavisClient } from '../sdk/index.ts';
import { UsageError } from './exit-codes.ts';
import { type Io } from './io.ts';
import { openSignInStore } from './sign-in-store.ts';
import { isSpent, storedBearer } from './stored-bearer.ts';

/** Options that every command which talks to a server takes. */
export interface GlobalOptions {
  url?: string;
  token?: string;
  tokenFile?: string;
  json?: boolean;
}

/** The first port that `clavis serve` tries. */
const urlDefault = 'http://127.0.0.1:7373';

export function addGlobalOptions(program: Command): Command {
  return program
    .option('--url <url>', `server (CLAVIS_URL; ${urlDefault} when absent)`)
    .option('--token <secret>', 'API token (CLAVIS_TOKEN); visible in the process list')
    .option('--token-file <path>', 'file that holds the API token (CLAVIS_TOKEN_FILE)')
    .option('--json', 'print JSON for programs instead of tables');
}

function readTokenFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot read the token file \`${path}\`: ${reason}`);
  }
}

/** What a command proves with who asks, and where that was found. */
export interface Credential {
  readonly kind: 'API token' | 'sign-in';
  /** A flag, a variable or a file. */
  readonly source: string;
  readonly token: string | BearerSource;
}

/** What is said on the command line beats the environment, and the nearer form beats the file; null: nothing is said. */
function findToken(options: GlobalOptions, env: Io['env']): Credential | null {
  const file = options.tokenFile ?? (env['CLAVIS_TOKEN'] === undefined ? env['CLAVIS_TOKEN_FILE'] : undefined);
  const token = options.token ?? (file === undefined ? env['CLAVIS_TOKEN'] : readTokenFile(file));
  if (token === undefined) return null;
  if (token.trim() === '') throw new UsageError('no API token: what was given for it is empty');
  const source = options.token !== undefined ? '--token' : (file ?? 'CLAVIS_TOKEN');
  return { kind: 'API token', source, token: token.trim() };
}

function findSignIn(url: string, io: Io): Credential | null {
  const store = openSignInStore(io);
  const stored = store?.find(url) ?? null;
  if (store === null || stored === null) return null;
  if (isSpent(stored, io.now())) {
    throw new UsageError(`the sign-in of \`${stored.username}\` at ${url} has ended: run \`clavis login\``);
  }
  return { kind: 'sign-in', source: store.path, token: storedBearer(store, url, io) };
}

/** The server's address; `UsageError` when the setting is none. */
export function urlOf(options: GlobalOptions, io: Io): string {
  const baseUrl = options.url ?? io.env['CLAVIS_URL'] ?? urlDefault;
  if (/^https?:\/\//.test(baseUrl) && URL.canParse(baseUrl)) return baseUrl;
  throw new UsageError(`the server \`${baseUrl}\` is not an address: give http:// or https:// and a host`);
}

/** An API token where one is given, else the sign-in that `clavis login` stored for this server; `UsageError` without both. */
export function credentialOf(options: GlobalOptions, io: Io): Credential {
  const found = findToken(options, io.env) ?? findSignIn(urlOf(options, io), io);
  if (found !== null) return found;
  throw new UsageError(
    'no API token and not signed in: run `clavis login`, or set CLAVIS_TOKEN or CLAVIS_TOKEN_FILE, or give --token-file',
  );
}

/** The client for this command; `UsageError` when the settings do not make one. */
export function clientOf(options: GlobalOptions, io: Io): ClavisClient {
  return new ClavisClient({ baseUrl: urlOf(options, io), token: credentialOf(options, io).token });
}
