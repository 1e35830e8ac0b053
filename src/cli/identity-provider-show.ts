import { Command } from 'commander';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis identity-provider show okta
  clavis identity-provider show okta --json`;

function wordOf(value: unknown): string {
  if (value === null) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.join(' ') : String(value);
}

async function showProvider(io: Io, alias: string, options: GlobalOptions): Promise<void> {
  const provider = await clientOf(options, io).identityProviders.get(alias, { signal: io.signal });
  if (options.json === true) sayJson(io, provider);
  else {
    const rows = Object.entries(provider).map(([name, value]) => [name, wordOf(value)]);
    say(io, renderTable(['setting', 'value'], rows));
  }
}

export function identityProviderShowCommand(io: Io): Command {
  return new Command('show')
    .description('show one identity provider; its client secret is never shown')
    .argument('<alias>', 'its alias')
    .addHelpText('after', examples)
    .action(async (alias: string, _own: unknown, command: Command) => {
      await showProvider(io, alias, command.optsWithGlobals<GlobalOptions>());
    });
}
