import { readFileSync } from 'node:fs';
import { type Command } from 'commander';
import { ClavisClient } from '../sdk/index.ts';
import { UsageError } from './exit-codes.ts';
import { type Io } from './io.ts';

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

function tokenOf(options: GlobalOptions, env: Io['env']): string {
  const file = options.tokenFile ?? (env['CLAVIS_TOKEN'] === undefined ? env['CLAVIS_TOKEN_FILE'] : undefined);
  // What is said on the command line beats the environment, and the nearer form beats the file.
  const token = options.token ?? (file === undefined ? env['CLAVIS_TOKEN'] : readTokenFile(file));
  if (token !== undefined && token.trim() !== '') return token.trim();
  throw new UsageError(
    'no API token: set CLAVIS_TOKEN or CLAVIS_TOKEN_FILE, or give --token-file; an admin makes one with `clavis token create` or on the web page',
  );
}

/** The client for this command; `UsageError` when the settings do not make one. */
export function clientOf(options: GlobalOptions, io: Io): ClavisClient {
  const baseUrl = options.url ?? io.env['CLAVIS_URL'] ?? urlDefault;
  if (!/^https?:\/\//.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw new UsageError(`the server \`${baseUrl}\` is not an address: give http:// or https:// and a host`);
  }
  return new ClavisClient({ baseUrl, token: tokenOf(options, io.env) });
}
