import { Command } from 'commander';
import { getPerson } from './find-by-name.ts';
import { type Io, say, sayJson } from './io.ts';
import { clientOf, type GlobalOptions, urlOf } from './settings.ts';
import { linkOf } from './user-invite.ts';

const examples = `
Examples:
  clavis user reset-password jsmith
  clavis user reset-password jo@example.org --json

The link works once and for a day; the old password works until it is used. An API token cannot make one (see \`clavis login\`).`;

async function resetPassword(io: Io, name: string, options: GlobalOptions): Promise<void> {
  const client = clientOf(options, io);
  const person = await getPerson(client, name, io.signal);
  const { code, expiresAt } = await client.people.createPasswordReset(person.id, { signal: io.signal });
  const link = linkOf(urlOf(options, io), code);
  if (options.json === true) {
    sayJson(io, { user: person, link, expiresAt });
    return;
  }
  say(io, `With this link \`${person.username}\` sets a new password, until ${expiresAt.toISOString()}:`);
  say(io, '');
  say(io, `  ${link}`);
}

export function userResetPasswordCommand(io: Io): Command {
  return new Command('reset-password')
    .description('make a link with which a user sets a new password')
    .argument('<user>', 'user name, e-mail address or id')
    .addHelpText('after', examples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await resetPassword(io, name, command.optsWithGlobals<GlobalOptions>());
    });
}
