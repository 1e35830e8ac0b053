import { Command } from 'commander';
import { confirmAction } from './confirm-action.ts';
import { getOnlyClient } from './get-only-client.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  yes?: boolean;
}

const examples = `
Examples:
  clavis oauth-client delete airflow
  clavis oauth-client delete oauth-client-0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11 --yes

The client stops working at once, everywhere. Without --yes a person is asked; a script (no terminal) is not.`;

async function deleteClient(io: Io, name: string, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const { clientId, displayName } = await getOnlyClient(client, name, io.signal);
  const shown = printable(displayName);
  const question = `Delete OAuth client \`${shown}\` (${clientId}) for good?`;
  await confirmAction(io, question, { yes: options.yes, refused: 'not deleted' });
  await client.oauthClients.delete(clientId, { signal: io.signal });
  if (options.json === true) sayJson(io, { deleted: clientId });
  else say(io, `OAuth client \`${shown}\` deleted; it no longer works.`);
}

export function oauthClientDeleteCommand(io: Io): Command {
  return new Command('delete')
    .description('delete an OAuth client for good')
    .argument('<name-or-client-id>', 'its name, or its client id when several have that name')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', examples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await deleteClient(io, name, command.optsWithGlobals<Options>());
    });
}
