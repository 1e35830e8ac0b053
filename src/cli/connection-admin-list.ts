import { Command } from 'commander';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis connection admin list default/glue/1735500000
  clavis connection admin list 0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11 --json | jq -r '.admins[].name'`;

async function listAdmins(io: Io, connection: string, options: GlobalOptions): Promise<void> {
  const list = await clientOf(options, io).connections.admins(connection).list({ signal: io.signal });
  if (options.json === true) {
    sayJson(io, list);
    return;
  }
  const rows = list.admins.map(({ kind, name, displayName, isLiving }) => [
    ...[kind, name, displayName ?? '-', isLiving ? 'yes' : 'no, nobody is behind it'],
  ]);
  say(io, renderTable(['by', 'name', 'known as', 'living'], rows));
}

export function connectionAdminListCommand(io: Io): Command {
  return new Command('list')
    .description('list the admins of a connection and how each comes to be one')
    .argument('<connection>', 'its qualified name or guid')
    .addHelpText('after', examples)
    .action(async (connection: string, _own: unknown, command: Command) => {
      await listAdmins(io, connection, command.optsWithGlobals<GlobalOptions>());
    });
}
