import { type Command, InvalidArgumentError } from 'commander';
import { type TokenScopes, type TokenTerms } from '../sdk/index.ts';
import { collectValues } from './collect-values.ts';

/** Options that say what a token may be used for; the same for making and for changing one. */
export interface TermOptions {
  readOnly?: boolean;
  connection?: string[];
  action?: string[];
  network?: string[];
  rate?: number | 'none';
  mayRotateItself?: boolean;
}

const rateMax = 1_000_000;

/** Commander turns a parsed null into an empty text, so "no limit of its own" stays a word here. */
function parseRate(text: string): number | 'none' {
  if (text === 'none') return 'none';
  const rate = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (rate >= 1 && rate <= rateMax) return rate;
  throw new InvalidArgumentError(`give a number of requests a minute from 1 to ${String(rateMax)}, or none`);
}

export function addTermOptions(command: Command): Command {
  return command
    .option('--read-only', 'scope: nothing that changes anything')
    .option('--connection <qualified-name>', 'scope: no assets outside this connection (repeatable)', collectValues)
    .option('--action <action>', 'scope: nothing but this, such as asset.read (repeatable)', collectValues)
    .option('--network <cidr>', 'network it may be used from, or any (repeatable)', collectValues)
    .option('--rate <per-minute>', 'requests a minute, or none for the workspace limit', parseRate)
    .option('--may-rotate-itself', 'let it replace its own secret')
    .option('--no-may-rotate-itself', 'do not');
}

function scopesOf({ readOnly, connection, action }: TermOptions): TokenScopes | undefined {
  if (readOnly !== true && connection === undefined && action === undefined) return undefined;
  return {
    ...(readOnly === true ? { readOnly } : {}),
    ...(connection === undefined ? {} : { connections: connection }),
    ...(action === undefined ? {} : { actions: action }),
  };
}

/** What the options say; what is not said is absent. */
export function termsOf(options: TermOptions): TokenTerms {
  const scopes = scopesOf(options);
  const { network, rate, mayRotateItself } = options;
  return {
    ...(scopes === undefined ? {} : { scopes }),
    ...(network === undefined ? {} : { allowedNetworks: network.includes('any') ? null : network }),
    ...(rate === undefined ? {} : { requestsPerMinute: rate === 'none' ? null : rate }),
    ...(mayRotateItself === undefined ? {} : { mayRotateItself }),
  };
}
