import { Command, Option } from 'commander';
import { getTokenId } from './get-only-token.ts';
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
  clavis token rotate etl-nightly
  clavis token rotate etl-nightly --overlap 1h --json | jq -r .secret
  clavis token rotate leaked --overlap 0

Both secrets work until the overlap is over, or until ten minutes after the new one is first used.
Was the answer lost? Rotate again: the secret that nobody used is replaced, and the old one works on until its time.
A token may rotate itself only where it was given that right (--may-rotate-itself).`;

async function rotateToken(io: Io, nameOrId: string, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const id = await getTokenId(client, nameOrId, io.signal);
  const input = { overlapSeconds: options.overlap };
  const rotated = await client.tokens.governed.rotate(id, input, { signal: io.signal });
  if (options.json === true) {
    sayJson(io, rotated);
    return;
  }
  const { predecessor } = rotated;
  say(io, `API token \`${printable(nameOrId)}\` has a new secret; its rights and its expiry are as before.`);
  say(io, `  new secret  ${rotated.secretId}`);
  if (predecessor !== null) {
    say(io, `  old secret  ${predecessor.id}, works until ${predecessor.retiresAt.toISOString()} at the latest`);
  }
  saySecret(io, rotated.secret);
}

export function tokenRotateCommand(io: Io): Command {
  return new Command('rotate')
    .description('give an API token a new secret; the old one works on for a while')
    .argument('<name-or-id>', 'its name, or its id when several have that name')
    .addOption(
      new Option('--overlap <duration>', 'how long the old secret works on at most, up to 30d; 0 ends it now')
        .argParser(parseOverlapSeconds)
        .default(overlapSecondsDefault, '24h'),
    )
    .addHelpText('after', examples)
    .action(async (nameOrId: string, _own: unknown, command: Command) => {
      await rotateToken(io, nameOrId, command.optsWithGlobals<Options>());
    });
}
