import { Command } from 'commander';
import { OutcomeFailure } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis identity-provider test okta
  clavis identity-provider test okta --json`;

async function testProvider(io: Io, alias: string, options: GlobalOptions): Promise<void> {
  const report = await clientOf(options, io).identityProviders.test(alias, { signal: io.signal });
  if (options.json === true) sayJson(io, report);
  else {
    const rows = report.checks.map(({ name, status, message }) => [status, name, message]);
    say(io, renderTable(['result', 'check', 'what was found'], rows));
  }
  if (!report.passed) throw new OutcomeFailure('people cannot sign in by this provider as it is');
}

export function identityProviderTestCommand(io: Io): Command {
  return new Command('test')
    .description('let the server ask an identity provider for its description and keys, and say what fits')
    .argument('<alias>', 'its alias')
    .addHelpText('after', examples)
    .action(async (alias: string, _own: unknown, command: Command) => {
      await testProvider(io, alias, command.optsWithGlobals<GlobalOptions>());
    });
}
