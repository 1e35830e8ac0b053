import { Command } from 'commander';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis identity-provider list
  clavis identity-provider list --json | jq -r '.[].alias'`;

async function listProviders(io: Io, options: GlobalOptions): Promise<void> {
  const providers = await clientOf(options, io).identityProviders.list({ signal: io.signal });
  if (options.json === true) {
    sayJson(io, providers);
    return;
  }
  if (providers.length === 0) {
    say(io, 'There is no identity provider yet. Add one with `clavis identity-provider add <alias>`.');
    return;
  }
  const rows = providers.map(({ alias, displayName, issuer, enabled, role, createUsers }) => [
    alias,
    displayName,
    issuer,
    enabled ? 'on' : 'off',
    createUsers ? role : 'linked only',
  ]);
  say(io, renderTable(['alias', 'name', 'issuer', 'state', 'newcomers'], rows));
}

export function identityProviderListCommand(io: Io): Command {
  return new Command('list')
    .description('list identity providers; client secrets are never shown')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await listProviders(io, command.optsWithGlobals<GlobalOptions>());
    });
}
