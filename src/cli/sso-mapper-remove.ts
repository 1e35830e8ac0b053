import { Command } from 'commander';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis sso-mapper remove okta 0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11
  clavis sso-mapper remove okta 0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11 --json`;

async function removeMapper(
  io: Io,
  alias: string,
  { id, options }: { id: string; options: GlobalOptions },
): Promise<void> {
  await clientOf(options, io).ssoMappers.delete({ alias, id }, { signal: io.signal });
  if (options.json === true) sayJson(io, { removed: id });
  else say(io, `Mapper ${printable(id)} removed; memberships that it made stay.`);
}

export function ssoMapperRemoveCommand(io: Io): Command {
  return new Command('remove')
    .description('remove a group mapper')
    .argument('<alias>', 'the provider')
    .argument('<id>', 'the mapper, as `clavis sso-mapper list` shows it')
    .addHelpText('after', examples)
    .action(async (alias: string, id: string, ...[, command]: [unknown, Command]) => {
      await removeMapper(io, alias, { id, options: command.optsWithGlobals<GlobalOptions>() });
    });
}
