import { Command } from 'commander';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis sso-mapper list okta
  clavis sso-mapper list okta --json`;

async function listMappers(io: Io, alias: string, options: GlobalOptions): Promise<void> {
  const mappers = await clientOf(options, io).ssoMappers.list(alias, { signal: io.signal });
  if (options.json === true) {
    sayJson(io, mappers);
    return;
  }
  if (mappers.length === 0) {
    say(io, `\`${printable(alias)}\` has no group mapper yet. Add one with \`clavis sso-mapper add\`.`);
    return;
  }
  const rows = mappers.map(({ id, attribute, value, isPattern, group, syncMode }) => [
    isPattern ? `${value} (pattern)` : value,
    group,
    attribute,
    syncMode === 'FORCE' ? 'every sign-in' : 'first sign-in',
    id,
  ]);
  say(io, renderTable(['group there', 'group here', 'claim', 'applied at', 'id'], rows));
}

export function ssoMapperListCommand(io: Io): Command {
  return new Command('list')
    .description('list the group mappers of a provider')
    .argument('<alias>', 'the provider')
    .addHelpText('after', examples)
    .action(async (alias: string, _own: unknown, command: Command) => {
      await listMappers(io, alias, command.optsWithGlobals<GlobalOptions>());
    });
}
