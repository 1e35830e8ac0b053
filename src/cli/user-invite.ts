import { Command, Option } from 'commander';
import { type ClavisClient } from '../sdk/index.ts';
import { getPerson, getRole } from './find-by-name.ts';
import { type Io, say, sayJson } from './io.ts';
import { clientOf, type GlobalOptions, urlOf } from './settings.ts';

interface Options extends GlobalOptions {
  role: string;
  link: boolean;
}

const examples = `
Examples:
  clavis user invite jo@example.org
  clavis user invite jo@example.org --role admin
  clavis user invite jo@example.org --no-link

With --no-link they come by single sign-on. The link works once and for seven days: it lets in whoever has it. Run the command again for a new one, which ends the one before.
An API token may make the account but no link: only a person lets somebody in (see \`clavis login\`).`;

/** Where the web page sets the password. Behind \`#\`, which browsers do not send, so that the code stands in no log. */
export function linkOf(url: string, code: string): string {
  return new URL(`/invitation#${code}`, url).href;
}

async function makeAccount(client: ClavisClient, email: string, { role, io }: { role: string; io: Io }) {
  const created = await client.people.create(
    { email, role: await getRole(client, role, io.signal) },
    { signal: io.signal },
  );
  const person = await getPerson(client, created.id, io.signal);
  return { person, isNew: created.isNew };
}

async function inviteUser(io: Io, email: string, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const { person, isNew } = await makeAccount(client, email, { role: options.role, io });
  const code = options.link ? await client.people.createInvitation(person.id, { signal: io.signal }) : null;
  const link = code === null ? null : linkOf(urlOf(options, io), code.code);
  if (options.json === true) {
    sayJson(io, { user: person, isNew, link, expiresAt: code?.expiresAt ?? null });
    return;
  }
  say(io, `User \`${person.username}\` ${isNew ? 'created' : 'was there already and stays as they are'}.`);
  if (link === null || code === null) return;
  say(io, `  Send them this link, over a way that only they can read; it works until ${code.expiresAt.toISOString()}:`);
  say(io, '');
  say(io, `  ${link}`);
}

export function userInviteCommand(io: Io): Command {
  return new Command('invite')
    .description('make an account for a person and a link with which they set a password')
    .argument('<email>', 'their e-mail address; the user name is made from it')
    .addOption(new Option('--role <role>', 'what they may be').choices(['admin', 'member', 'guest']).default('member'))
    .option('--no-link', 'make no link')
    .addHelpText('after', examples)
    .action(async (email: string, _own: unknown, command: Command) => {
      await inviteUser(io, email, command.optsWithGlobals<Options>());
    });
}
