import { Command } from 'commander';
import { type ApiToken } from '../sdk/index.ts';
import { OutcomeFailure } from './exit-codes.ts';
import { getOnlyToken } from './get-only-token.ts';
import { type Io, say, sayJson } from './io.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  yes?: boolean;
}

const examples = `
Examples:
  clavis token delete etl-nightly
  clavis token delete 0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11 --yes

The token stops working at once, everywhere. Without --yes a person is asked; a script (no terminal) is not.`;

async function isConfirmed(io: Io, token: ApiToken, options: Options): Promise<boolean> {
  if (options.yes === true || io.ask === null) return true;
  const answer = await io.ask(`Delete API token \`${token.displayName}\` (${token.id}) for good? [y/N] `);
  return /^y(es)?$/i.test(answer.trim());
}

async function deleteToken(io: Io, nameOrId: string, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const token = await getOnlyToken(client, nameOrId, io.signal);
  if (!(await isConfirmed(io, token, options))) throw new OutcomeFailure('not deleted');
  await client.tokens.delete(token.id, { signal: io.signal });
  if (options.json === true) sayJson(io, { deleted: token.id });
  else say(io, `API token \`${token.displayName}\` deleted; it no longer works.`);
}

export function tokenDeleteCommand(io: Io): Command {
  return new Command('delete')
    .description('delete an API token for good')
    .argument('<name-or-id>', 'its name, or its id when several have that name')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', examples)
    .action(async (nameOrId: string, _own: unknown, command: Command) => {
      await deleteToken(io, nameOrId, command.optsWithGlobals<Options>());
    });
}
