import { Command } from 'commander';
import { getGroup, getPerson } from './find-by-name.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examplesOf = (kind: Change['kind']): string => `
Examples:
  clavis group ${kind} data_team jsmith
  clavis group ${kind} data_team jsmith ada --json

Every user is looked up first: when one is not there, nobody is added or removed.`;

interface Change {
  readonly kind: 'add' | 'remove';
  readonly group: string;
  readonly users: readonly string[];
}

async function changeMembers(io: Io, { kind, group: name, users }: Change, options: GlobalOptions): Promise<void> {
  const client = clientOf(options, io);
  const group = await getGroup(client, name, io.signal);
  const people = [];
  for (const user of users) people.push(await getPerson(client, user, io.signal));
  for (const { id } of people) {
    const call = { signal: io.signal };
    await (kind === 'add'
      ? client.groups.addMember(group.id, id, call)
      : client.groups.removeMember(group.id, id, call));
  }
  const names = people.map(({ username }) => username);
  if (options.json === true) sayJson(io, { group: group.id, [kind === 'add' ? 'added' : 'removed']: names });
  else say(io, `${names.join(', ')}: ${kind === 'add' ? 'in' : 'not in'} group \`${printable(group.name)}\` now.`);
}

function membershipCommand(io: Io, kind: Change['kind'], description: string): Command {
  return new Command(kind)
    .description(description)
    .argument('<group>', 'its name or id')
    .argument('<users...>', 'user names, e-mail addresses or ids')
    .addHelpText('after', examplesOf(kind))
    .action(async (group: string, users: string[], ...[, command]: [unknown, Command]) => {
      await changeMembers(io, { kind, group, users }, command.optsWithGlobals<GlobalOptions>());
    });
}

export function groupAddCommand(io: Io): Command {
  return membershipCommand(io, 'add', 'put users into a group');
}

export function groupRemoveCommand(io: Io): Command {
  return membershipCommand(io, 'remove', 'take users out of a group');
}
