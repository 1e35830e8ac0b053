import { Command, Option } from 'commander';
import { getOnlyClient } from './get-only-client.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  upTo: 'guest' | 'member' | 'admin' | 'nobody';
}

const examples = `
Examples:
  clavis oauth-client exchange airflow --up-to member
  clavis oauth-client exchange airflow --up-to nobody

The client can then act as any active person up to that role, for ten minutes at a time; the audit record names both.
Only a person who is an admin gives this right: sign in with \`clavis login\`.`;

async function setRight(io: Io, name: string, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const { clientId } = await getOnlyClient(client, name, io.signal);
  const roleMax = options.upTo === 'nobody' ? null : options.upTo;
  const changed = await client.oauthClients.setExchangeRight(clientId, roleMax, { signal: io.signal });
  if (options.json === true) sayJson(io, changed);
  else if (roleMax === null) say(io, `OAuth client \`${printable(name)}\` acts for nobody any more.`);
  else say(io, `OAuth client \`${printable(name)}\` may act for people up to the role ${roleMax}.`);
}

export function oauthClientExchangeCommand(io: Io): Command {
  return new Command('exchange')
    .description('say for whom an OAuth client may act (RFC 8693)')
    .argument('<name-or-client-id>', 'its name, or its client id when several have that name')
    .addOption(
      new Option('--up-to <role>', 'the highest role of people it may act for')
        .choices(['guest', 'member', 'admin', 'nobody'])
        .makeOptionMandatory(),
    )
    .addHelpText('after', examples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await setRight(io, name, command.optsWithGlobals<Options>());
    });
}
