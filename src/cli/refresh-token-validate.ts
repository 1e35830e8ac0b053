import { Command } from 'commander';
import { type AccessToken, type IssuedRefreshToken } from '../sdk/index.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { type OwnerOptions, readPair, readProof, strangerOf, userIdOption } from './refresh-token-input.ts';

interface Options extends OwnerOptions {
  access?: boolean;
}

const examples = `
Examples:
  clavis refresh-token validate --user-id 7 < refresh-token.txt
  clavis refresh-token validate --user-id 7 --access < access-token.txt

The token is read from standard input, or from CLAVIS_REFRESH_TOKEN (with --access: CLAVIS_ACCESS_TOKEN). Ends with 1 when it is not active, and
changes nothing.`;

async function ask(io: Io, options: Options): Promise<IssuedRefreshToken | AccessToken> {
  const { refreshTokens } = strangerOf(options, io);
  const call = { signal: io.signal };
  if (options.access !== true) return refreshTokens.validate(await readPair(io, options), call);
  const secret = await readProof(io, { variable: 'CLAVIS_ACCESS_TOKEN', what: 'access token' });
  return refreshTokens.validateAccessToken({ secret: secret.trim(), userId: options.userId }, call);
}

async function validateToken(io: Io, options: Options): Promise<void> {
  // The secret is known to who asks, and a terminal or a log is no place for it.
  const { secret: _secret, ...told } = await ask(io, options);
  if (options.json === true) {
    sayJson(io, { ...told, state: 'active' });
    return;
  }
  const what = 'name' in told ? `Refresh token \`${printable(told.name)}\`` : 'Access token';
  say(io, `${what} is active until ${told.expiresAt.toISOString()}.`);
}

export function refreshTokenValidateCommand(io: Io): Command {
  return new Command('validate')
    .description('say whether a refresh token or an access token is active')
    .addOption(userIdOption())
    .option('--access', 'it is an access token')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await validateToken(io, command.optsWithGlobals<Options>());
    });
}
