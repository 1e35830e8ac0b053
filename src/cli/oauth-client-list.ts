import { Command } from 'commander';
import { collectAll } from '../sdk/index.ts';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis oauth-client list
  clavis oauth-client list --json | jq -r '.[].clientId'`;

async function listClients(io: Io, options: GlobalOptions): Promise<void> {
  const clients = await collectAll(clientOf(options, io).oauthClients.listGoverned({ signal: io.signal }));
  if (options.json === true) {
    sayJson(io, clients);
    return;
  }
  if (clients.length === 0) {
    say(io, 'There is no OAuth client yet. Make one with `clavis oauth-client create <name>`.');
    return;
  }
  const rows = clients.map((client) => [
    client.displayName,
    client.clientId,
    client.role ?? '-',
    client.exchangeRoleMax ?? 'nobody',
    client.lastUsedAt === null ? 'never' : client.lastUsedAt.toISOString(),
    client.createdBy,
  ]);
  say(io, renderTable(['name', 'client id', 'role', 'acts for', 'last used', 'created by'], rows));
}

export function oauthClientListCommand(io: Io): Command {
  return new Command('list')
    .description('list OAuth clients, newest first; secrets are never shown')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await listClients(io, command.optsWithGlobals<GlobalOptions>());
    });
}
