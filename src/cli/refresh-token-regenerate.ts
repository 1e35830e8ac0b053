import { Command } from 'commander';
import { type Io, say, sayJson } from './io.ts';
import { sayRefreshToken } from './refresh-token-create.ts';
import { type OwnerOptions, readPair, strangerOf, userIdOption } from './refresh-token-input.ts';

const examples = `
Examples:
  clavis refresh-token regenerate --user-id 7 < refresh-token.txt
  clavis refresh-token regenerate --user-id 7 --json < refresh-token.txt > token.json

The refresh token is read from standard input, or from CLAVIS_REFRESH_TOKEN. It is dead when this answers, and so are its access tokens; the
new one has the same name and a whole life. One that has run out can be regenerated for as long as the workspace allows.`;

async function regenerateToken(io: Io, options: OwnerOptions): Promise<void> {
  const pair = await readPair(io, options);
  const token = await strangerOf(options, io).refreshTokens.regenerate(pair, { signal: io.signal });
  if (options.json === true) {
    sayJson(io, token);
    return;
  }
  say(io, 'Refresh token regenerated; the one before has ended.');
  sayRefreshToken(io, token);
}

export function refreshTokenRegenerateCommand(io: Io): Command {
  return new Command('regenerate')
    .description('put a new refresh token in the place of one and show its secret once')
    .addOption(userIdOption())
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await regenerateToken(io, command.optsWithGlobals<OwnerOptions>());
    });
}
