import { Command } from 'commander';
import { collectAll } from '../sdk/index.ts';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';
import { expiryText } from './token-text.ts';

const examples = `
Examples:
  clavis token list
  clavis token list --json | jq -r '.[].id'`;

async function listTokens(io: Io, options: GlobalOptions): Promise<void> {
  const tokens = await collectAll(clientOf(options, io).tokens.listWithRoles({ signal: io.signal }));
  if (options.json === true) {
    sayJson(io, tokens);
    return;
  }
  if (tokens.length === 0) {
    say(io, 'There is no API token yet. Make one with `clavis token create <name>`.');
    return;
  }
  const rows = tokens.map((token) => [
    token.displayName,
    token.id,
    token.role,
    token.state,
    token.personas.map((persona) => persona.name || persona.qualifiedName).join(', ') || '-',
    expiryText(token.expiresAt, io.now()),
    token.createdBy,
  ]);
  say(io, renderTable(['name', 'id', 'role', 'state', 'personas', 'expires', 'created by'], rows));
}

export function tokenListCommand(io: Io): Command {
  return new Command('list')
    .description('list API tokens, newest first; secrets are never shown')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await listTokens(io, command.optsWithGlobals<GlobalOptions>());
    });
}
