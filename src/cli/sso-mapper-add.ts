import { Command } from 'commander';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  group: string;
  value: string;
  attribute: string;
  pattern?: boolean;
  once?: boolean;
}

const examples = `
Examples:
  clavis sso-mapper add okta --group data_team --value data-team
  clavis sso-mapper add azure --group readers --value 'data-.*-readers' --pattern

At every sign-in the membership of a mapped group is made what the provider says; --once adds at the first sign-in only.
Whoever joins a group has what its personas give.`;

async function addMapper(io: Io, alias: string, options: Options): Promise<void> {
  const { group, value, attribute } = options;
  const syncMode = options.once === true ? 'IMPORT' : 'FORCE';
  const input = { group, value, attribute, isPattern: options.pattern === true, syncMode } as const;
  const mapper = await clientOf(options, io).ssoMappers.create(alias, input, { signal: io.signal });
  if (options.json === true) sayJson(io, mapper);
  else
    say(
      io,
      `Who has \`${printable(value)}\` at \`${printable(alias)}\` joins \`${printable(group)}\`; mapper ${mapper.id}.`,
    );
}

export function ssoMapperAddCommand(io: Io): Command {
  return new Command('add')
    .description('let who has a group at a provider join a group here')
    .argument('<alias>', 'the provider')
    .requiredOption('--group <name>', 'internal name of the group here')
    .requiredOption('--value <text>', 'the group at the provider')
    .option('--attribute <claim>', 'claim that holds the groups', 'memberOf')
    .option('--pattern', 'the value is a regular expression over whole names')
    .option('--once', 'add at the first sign-in only, and never take away')
    .addHelpText('after', examples)
    .action(async (alias: string, _own: unknown, command: Command) => {
      await addMapper(io, alias, command.optsWithGlobals<Options>());
    });
}
