import { Command } from 'commander';
import { type IssuedRefreshToken } from '../sdk/index.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { readProof, strangerOf } from './refresh-token-input.ts';
import { saySecret } from './say-secret.ts';
import { type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  username: string;
}

const examples = `
Examples:
  clavis refresh-token create tableau --username jsmith < password.txt
  clavis refresh-token create etl --username jsmith@example.org --json < password.txt > token.json

The password is read from standard input, or from CLAVIS_PASSWORD, never from the command line. Without a password (single sign-on), make
the token in the page. The secret is printed once, with the number of its owner, which goes with it wherever it is used.`;

/** What was made, for people; the secret comes last. */
export function sayRefreshToken(io: Io, { name, userId, expiresAt, secret }: IssuedRefreshToken): void {
  say(io, `  name     ${printable(name)}`);
  say(io, `  user id  ${String(userId)}`);
  say(io, `  expires  ${expiresAt.toISOString()}`);
  saySecret(io, secret);
}

async function createToken(io: Io, name: string, options: Options): Promise<void> {
  const password = await readProof(io, { variable: 'CLAVIS_PASSWORD', what: 'password' });
  const input = { username: options.username, password, name };
  const token = await strangerOf(options, io).refreshTokens.create(input, { signal: io.signal });
  if (options.json === true) {
    sayJson(io, token);
    return;
  }
  say(io, 'Refresh token created.');
  sayRefreshToken(io, token);
}

export function refreshTokenCreateCommand(io: Io): Command {
  return new Command('create')
    .description('make a refresh token by password and show its secret once')
    .argument('<name>', 'what it is for; need not be unique')
    .requiredOption('--username <name>', 'whose it is: user name or e-mail address')
    .addHelpText('after', examples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await createToken(io, name, command.optsWithGlobals<Options>());
    });
}
