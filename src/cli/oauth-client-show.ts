import { Command } from 'commander';
import { getOnlyClient } from './get-only-client.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis oauth-client show airflow
  clavis oauth-client show airflow --json | jq -r .username`;

async function showClient(io: Io, name: string, options: GlobalOptions): Promise<void> {
  const client = await getOnlyClient(clientOf(options, io), name, io.signal);
  if (options.json === true) {
    sayJson(io, client);
    return;
  }
  say(io, printable(client.displayName));
  say(io, `  client id    ${client.clientId}`);
  say(io, `  actor        ${client.username}`);
  say(io, `  description  ${printable(client.description) || '-'}`);
  say(io, `  role         ${client.role ?? '-'}`);
  say(io, `  personas     ${printable(client.personas.join(', ')) || '-'}`);
  say(io, `  acts for     ${client.exchangeRoleMax === null ? 'nobody' : `people up to ${client.exchangeRoleMax}`}`);
  say(io, `  signed       tokens live ${String(client.signedTokenSeconds)} seconds`);
  say(io, `  last used    ${client.lastUsedAt === null ? 'never' : client.lastUsedAt.toISOString()}`);
  say(io, `  created      ${client.createdAt.toISOString()} by ${printable(client.createdBy)}`);
  say(io, `  updated      ${client.updatedAt.toISOString()} by ${printable(client.updatedBy)}`);
}

export function oauthClientShowCommand(io: Io): Command {
  return new Command('show')
    .description('show one OAuth client')
    .argument('<name-or-client-id>', 'its name, or its client id when several have that name')
    .addHelpText('after', examples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await showClient(io, name, command.optsWithGlobals<GlobalOptions>());
    });
}
