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
  clavis oauth-client end-tokens airflow
  clavis oauth-client end-tokens oauth-client-0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11 --yes

Its access tokens stop working at once, everywhere; with its secret the client gets others. Does somebody else have the secret?
Then \`clavis oauth-client rotate <name> --overlap 0\`. Without --yes a person is asked; a script (no terminal) is not.`;

async function endTokens(io: Io, name: string, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const { clientId, displayName } = await getOnlyClient(client, name, io.signal);
  const shown = printable(displayName);
  const question = `End every access token of OAuth client \`${shown}\` (${clientId})?`;
  await confirmAction(io, question, { yes: options.yes, refused: 'not ended' });
  const ended = await client.oauthClients.endTokens(clientId, { signal: io.signal });
  if (options.json === true) sayJson(io, { clientId, ended });
  else say(io, `OAuth client \`${shown}\`: ${String(ended)} access ${ended === 1 ? 'token' : 'tokens'} ended.`);
}

export function oauthClientEndTokensCommand(io: Io): Command {
  return new Command('end-tokens')
    .description('end every access token of an OAuth client; its secret stays')
    .argument('<name-or-client-id>', 'its name, or its client id when several have that name')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', examples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await endTokens(io, name, command.optsWithGlobals<Options>());
    });
}
