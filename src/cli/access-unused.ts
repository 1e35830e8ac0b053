import { Command } from 'commander';
import { type UnusedAccess } from '../sdk/index.ts';
import { type Io, say, sayJson } from './io.ts';
import { parseCount } from './parse-count.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  days: number;
}

const examples = `
Examples:
  clavis access unused
  clavis access unused --days 30 --json | jq -r '.actors[].username'`;

function rowsOf({ actors, emptyParents, dormantPolicies, deadAdmins, emptyPolicies }: UnusedAccess): string[][] {
  return [
    ...actors.map((one) => [
      ...['was not here', one.username, `${String(one.links)} links, last ${one.lastUsedAt ?? 'never'}`],
    ]),
    ...emptyParents.map((one) => [`${one.kind} without anybody`, one.name, one.qualifiedName]),
    ...dormantPolicies.map((one) => ['policy switched off', one.name, `${one.parent.kind} ${one.parent.name}`]),
    ...emptyPolicies.map((one) => ['policy about no asset', one.name, one.parent?.name ?? '']),
    ...deadAdmins.map((one) => ['admin that is gone', one.subject, one.qualifiedName]),
  ];
}

export function accessUnusedCommand(io: Io): Command {
  return new Command('unused')
    .description('links and policies that nobody uses or that do nothing')
    .option('--days <number>', 'for how long an actor was not here', parseCount, 90)
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const unused = await clientOf(options, io).access.unused({ days: options.days, signal: io.signal });
      const rows = rowsOf(unused);
      if (options.json === true) sayJson(io, unused);
      else say(io, rows.length === 0 ? 'Everything is in use.' : renderTable(['what', 'name', 'detail'], rows));
    });
}
