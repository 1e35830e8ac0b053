import { Command, InvalidArgumentError, Option } from 'commander';
import { collectAll, type GovernedToken } from '../sdk/index.ts';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';
import { expiryText } from './token-text.ts';

interface Options extends GlobalOptions {
  days: number;
}

const daysDefault = 30;
const daysMax = 36_500;

const examples = `
Examples:
  clavis token expiring
  clavis token expiring --days 7 --json | jq -r '.[].displayName'

Tokens that have expired in the last 90 days are listed too, the oldest first.`;

function parseDays(text: string): number {
  const days = /^\d{1,5}$/.test(text) ? Number(text) : daysMax + 1;
  if (days <= daysMax) return days;
  throw new InvalidArgumentError(`give a number of days from 0 to ${String(daysMax)}`);
}

async function listExpiring(io: Io, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const tokens = await collectAll<GovernedToken>(client.tokens.governed.expiring(options.days, { signal: io.signal }));
  if (options.json === true) {
    sayJson(io, tokens);
    return;
  }
  if (tokens.length === 0) {
    say(io, `No API token expires within ${String(options.days)} days.`);
    return;
  }
  const rows = tokens.map((token) => [
    expiryText(token.expiresAt, io.now()),
    token.displayName,
    token.id,
    token.isOwnerless ? 'nobody' : (token.responsible?.username ?? 'nobody'),
    token.lastUsed?.at.toISOString() ?? 'never',
  ]);
  say(io, renderTable(['expires', 'name', 'id', 'responsible', 'last used'], rows));
}

export function tokenExpiringCommand(io: Io): Command {
  return new Command('expiring')
    .description('list API tokens that expire soon, or have')
    .addOption(
      new Option('--days <number>', 'how far to look ahead')
        .argParser(parseDays)
        .default(daysDefault, String(daysDefault)),
    )
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await listExpiring(io, command.optsWithGlobals<Options>());
    });
}
