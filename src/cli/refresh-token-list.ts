import { Command } from 'commander';
import { collectAll, type ClavisClient, type RefreshToken } from '../sdk/index.ts';
import { UsageError } from './exit-codes.ts';
import { getPerson } from './find-by-name.ts';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  all?: boolean;
  user?: string;
}

const examples = `
Examples:
  clavis refresh-token list
  clavis refresh-token list --user jsmith
  clavis refresh-token list --all --json | jq -r '.[] | select(.daysLeft < 7) | .username'

--all and --user of somebody else are for who manages users. Secrets are never shown.`;

async function findTokens(client: ClavisClient, options: Options, signal: AbortSignal): Promise<RefreshToken[]> {
  if (options.all === true && options.user !== undefined) throw new UsageError('give --all or --user, not both');
  if (options.all === true) return collectAll(client.refreshTokens.listAll({ signal }));
  if (options.user === undefined) return client.refreshTokens.list({ signal });
  const { id } = await getPerson(client, options.user, signal);
  return client.refreshTokens.listOfUser(id, { signal });
}

function expiryOf({ state, expiresAt, daysLeft }: RefreshToken): string {
  const day = expiresAt.toISOString();
  return state === 'active' ? `${day} (${String(daysLeft)} ${daysLeft === 1 ? 'day' : 'days'})` : day;
}

async function listTokens(io: Io, options: Options): Promise<void> {
  const tokens = await findTokens(clientOf(options, io), options, io.signal);
  if (options.json === true) {
    sayJson(io, tokens);
    return;
  }
  if (tokens.length === 0) {
    say(io, 'There is no refresh token. Make one with `clavis refresh-token create <name> --username <name>`.');
    return;
  }
  const rows = tokens.map((token) => [
    ...[String(token.id), token.name, token.username, String(token.userId), token.state, expiryOf(token)],
    ...[token.accessToken?.state ?? '-', token.lastUsedAt?.toISOString() ?? 'never'],
  ]);
  say(io, renderTable(['id', 'name', 'user', 'user id', 'state', 'expires', 'access token', 'last used'], rows));
}

export function refreshTokenListCommand(io: Io): Command {
  return new Command('list')
    .description('list refresh tokens, newest first, with the state of each and of its latest access token')
    .option('--all', 'everybody’s')
    .option('--user <user>', 'of that user: user name, e-mail address or id')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await listTokens(io, command.optsWithGlobals<Options>());
    });
}
