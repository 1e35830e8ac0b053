import { Command } from 'commander';
import { OutcomeFailure } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  yes?: boolean;
}

const help = `
Examples:
  clavis identity-provider remove okta
  clavis identity-provider remove okta --yes

Nobody signs in by it any more, and its group mappers go with it. People who came by it stay.
Without --yes a person is asked; a script (no terminal) is not.`;

async function removeProvider(io: Io, alias: string, options: Options): Promise<void> {
  if (options.yes !== true && io.ask !== null) {
    const answer = await io.ask(`Remove identity provider \`${printable(alias)}\` and its group mappers? [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new OutcomeFailure('not removed');
  }
  await clientOf(options, io).identityProviders.delete(alias, { signal: io.signal });
  if (options.json === true) sayJson(io, { removed: alias });
  else say(io, `Identity provider \`${printable(alias)}\` removed.`);
}

export function identityProviderRemoveCommand(io: Io): Command {
  return new Command('remove')
    .description('let nobody sign in by an identity provider any more')
    .argument('<alias>', 'its alias')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', help)
    .action(async (alias: string, _own: unknown, command: Command) => {
      await removeProvider(io, alias, command.optsWithGlobals<Options>());
    });
}
