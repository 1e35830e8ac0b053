import { Command } from 'commander';
import { type Io, say, sayJson } from './io.ts';
import { type OwnerOptions, readPair, strangerOf, userIdOption } from './refresh-token-input.ts';
import { saySecret } from './say-secret.ts';

const examples = `
Examples:
  clavis refresh-token access-token --user-id 7 < refresh-token.txt
  clavis refresh-token access-token --user-id 7 --json < refresh-token.txt | jq -r .secret

The refresh token is read from standard input, or from CLAVIS_REFRESH_TOKEN. The access token is sent as the header TOKEN; making one ends
the one before, unless the workspace lets more be active.`;

async function createAccessToken(io: Io, options: OwnerOptions): Promise<void> {
  const pair = await readPair(io, options);
  const token = await strangerOf(options, io).refreshTokens.createAccessToken(pair, { signal: io.signal });
  if (options.json === true) {
    sayJson(io, token);
    return;
  }
  say(io, 'API access token created.');
  say(io, `  expires  ${token.expiresAt.toISOString()}`);
  saySecret(io, token.secret);
}

export function refreshTokenAccessTokenCommand(io: Io): Command {
  return new Command('access-token')
    .description('make an API access token from a refresh token and show it once')
    .addOption(userIdOption())
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await createAccessToken(io, command.optsWithGlobals<OwnerOptions>());
    });
}
