import { Command, Option } from 'commander';
import { getOnlyClient } from './get-only-client.ts';
import { type Io, say, sayJson } from './io.ts';
import { parseOverlapSeconds } from './parse-overlap.ts';
import { printable } from './printable.ts';
import { saySecret } from './say-secret.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  /** In seconds. */
  overlap: number;
}

const overlapSecondsDefault = 86_400;

const examples = `
Examples:
  clavis oauth-client rotate airflow
  clavis oauth-client rotate leaked --overlap 0

Both secrets work until the overlap is over, or until ten minutes after the new one is first used.
Was the answer lost? Rotate again: the secret that nobody used is replaced, and the old one works on until its time.
Only a person gives a client a new secret: sign in with \`clavis login\`.`;

async function rotateClient(io: Io, name: string, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const { clientId } = await getOnlyClient(client, name, io.signal);
  const input = { overlapSeconds: options.overlap };
  const rotated = await client.oauthClients.rotate(clientId, input, { signal: io.signal });
  if (options.json === true) {
    sayJson(io, rotated);
    return;
  }
  const { predecessorEndsAt, secret } = rotated;
  say(io, `OAuth client \`${printable(name)}\` has a new secret.`);
  if (predecessorEndsAt === null) say(io, '  old secret  ended');
  else say(io, `  old secret  works until ${predecessorEndsAt.toISOString()} at the latest`);
  saySecret(io, secret);
}

export function oauthClientRotateCommand(io: Io): Command {
  return new Command('rotate')
    .description('give an OAuth client a new secret; the old one works on for a while')
    .argument('<name-or-client-id>', 'its name, or its client id when several have that name')
    .addOption(
      new Option('--overlap <duration>', 'how long the old secret works on at most, up to 30d; 0 ends it now')
        .argParser(parseOverlapSeconds)
        .default(overlapSecondsDefault, '24h'),
    )
    .addHelpText('after', examples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await rotateClient(io, name, command.optsWithGlobals<Options>());
    });
}
