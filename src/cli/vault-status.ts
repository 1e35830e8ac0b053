import { Command } from 'commander';
import { type VaultStatus } from '../sdk/index.ts';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis vault status
  clavis vault status --json | jq -r '.keys[] | select(.state == "removable") | .id'

States: current wraps what is sealed from now on; needed still has secrets under it; removable has none and may be
taken away once every node shows the same; missing has secrets under it and is not here: bring it back.`;

/** The keys as a table, with what is to be done about them. */
export function sayVaultStatus(io: Io, { keys, remainingCount, problem }: VaultStatus): void {
  const rows = keys.map(({ id, source, state, secretCount }) => [id, source ?? '-', state, String(secretCount)]);
  say(io, renderTable(['key', 'from', 'state', 'secrets'], rows));
  if (problem !== null) say(io, `A source of keys cannot be read again: ${problem}`);
  if (remainingCount > 0) say(io, `${remainingCount} secrets are to be wrapped anew: \`clavis vault rewrap\`.`);
}

export function vaultStatusCommand(io: Io): Command {
  return new Command('status')
    .description('which keys there are, how many secrets lie under each, and which may be taken away')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const status = await clientOf(options, io).vault.status({ signal: io.signal });
      if (options.json === true) sayJson(io, status);
      else sayVaultStatus(io, status);
    });
}
