import { Command, InvalidArgumentError, Option } from 'commander';
import { getOnlyClient } from './get-only-client.ts';
import { type Io, say, sayJson } from './io.ts';
import { parseDurationSeconds } from './parse-duration.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const secondsMin = 300;
const secondsMax = 259_200;

const examples = `
Examples:
  clavis oauth-client duration airflow --lifetime 1h
  clavis oauth-client duration dashboards --lifetime 3d --json

Signed access tokens come from /oauth/v2/token, one at a time: the next one ends the one before. The one that the client has keeps its end.`;

interface Options extends GlobalOptions {
  lifetime: number;
}

function parseTokenDuration(text: string): number {
  const seconds = parseDurationSeconds(text);
  if (seconds !== 'never' && seconds >= secondsMin && seconds <= secondsMax) return seconds;
  throw new InvalidArgumentError('give a duration from 5m to 3d, such as 1h');
}

async function setDuration(io: Io, name: string, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const seconds = options.lifetime;
  const { clientId } = await getOnlyClient(client, name, io.signal);
  const changed = await client.oauthClients.setSignedTokenDuration(clientId, seconds, { signal: io.signal });
  if (options.json === true) sayJson(io, changed);
  else say(io, `Signed tokens of OAuth client \`${printable(name)}\` live ${String(seconds)} seconds from now on.`);
}

export function oauthClientDurationCommand(io: Io): Command {
  return new Command('duration')
    .description('say how long signed access tokens of an OAuth client live')
    .argument('<name-or-client-id>', 'its name, or its client id when several have that name')
    .addOption(new Option('--lifetime <duration>', 'from 5m to 3d').argParser(parseTokenDuration).makeOptionMandatory())
    .addHelpText('after', examples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await setDuration(io, name, command.optsWithGlobals<Options>());
    });
}
