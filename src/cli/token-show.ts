import { Command } from 'commander';
import { getTokenId } from './get-only-token.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';
import { tokenLines } from './token-text.ts';

const examples = `
Examples:
  clavis token show etl-nightly
  clavis token show etl-nightly --json | jq .scopes`;

async function showToken(io: Io, nameOrId: string, options: GlobalOptions): Promise<void> {
  const client = clientOf(options, io);
  const id = await getTokenId(client, nameOrId, io.signal);
  const token = await client.tokens.governed.get(id, { signal: io.signal });
  if (options.json === true) {
    sayJson(io, token);
    return;
  }
  say(io, `API token \`${printable(token.displayName)}\``);
  tokenLines(token).forEach((line) => say(io, line));
}

export function tokenShowCommand(io: Io): Command {
  return new Command('show')
    .description('show what an API token may do, who answers for it and when it was used')
    .argument('<name-or-id>', 'its name, or its id when several have that name')
    .addHelpText('after', examples)
    .action(async (nameOrId: string, _own: unknown, command: Command) => {
      await showToken(io, nameOrId, command.optsWithGlobals<GlobalOptions>());
    });
}
