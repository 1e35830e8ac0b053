import { Argument, Command } from 'commander';
import { getPerson, getRole } from './find-by-name.ts';
import { type Io, say, sayJson } from './io.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis user role jsmith guest
  clavis user role jo@example.org admin --json

Their sessions end; what they may do changes at once. Nobody changes their own role.`;

async function changeRole(
  io: Io,
  { name, role }: { name: string; role: string },
  options: GlobalOptions,
): Promise<void> {
  const client = clientOf(options, io);
  const person = await getPerson(client, name, io.signal);
  const wanted = await getRole(client, role, io.signal);
  await client.people.changeRole(person.id, wanted, { signal: io.signal });
  if (options.json === true) sayJson(io, { ...person, role: wanted.name });
  else say(io, `User \`${person.username}\` has the role \`${role}\` now.`);
}

export function userRoleCommand(io: Io): Command {
  return new Command('role')
    .description('give a user another workspace role')
    .argument('<user>', 'user name, e-mail address or id')
    .addArgument(new Argument('<role>', 'what they may be').choices(['admin', 'member', 'guest']))
    .addHelpText('after', examples)
    .action(async (name: string, role: string, ...[, command]: [unknown, Command]) => {
      await changeRole(io, { name, role }, command.optsWithGlobals<GlobalOptions>());
    });
}
