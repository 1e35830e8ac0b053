import { Command } from 'commander';
import { collectAll } from '../sdk/index.ts';
import { getGroup } from './find-by-name.ts';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';
import { renderPeople } from './user-list.ts';

const listExamples = `
Examples:
  clavis group list
  clavis group list --json | jq -r '.[].name'`;

const membersExamples = `
Examples:
  clavis group members data_team
  clavis group members data_team --json | jq -r '.[].username'`;

async function listGroups(io: Io, options: GlobalOptions): Promise<void> {
  const groups = await collectAll(clientOf(options, io).groups.list({ signal: io.signal }));
  if (options.json === true) sayJson(io, groups);
  else if (groups.length === 0) say(io, 'There is no group yet. Make one with `clavis group create <alias>`.');
  else {
    const rows = groups.map(({ name, alias, memberCount, isDefault, id }) => [
      ...[name, alias, String(memberCount), isDefault ? 'yes' : 'no', id],
    ]);
    say(io, renderTable(['name', 'alias', 'members', 'for new users', 'id'], rows));
  }
}

async function listMembers(io: Io, name: string, options: GlobalOptions): Promise<void> {
  const client = clientOf(options, io);
  const group = await getGroup(client, name, io.signal);
  const members = await collectAll(client.groups.members(group.id, { signal: io.signal }));
  if (options.json === true) sayJson(io, members);
  else say(io, members.length === 0 ? `Nobody is in \`${group.name}\`.` : renderPeople(members));
}

export function groupListCommand(io: Io): Command {
  return new Command('list')
    .description('list groups by name')
    .addHelpText('after', listExamples)
    .action(async (_own: unknown, command: Command) => {
      await listGroups(io, command.optsWithGlobals<GlobalOptions>());
    });
}

export function groupMembersCommand(io: Io): Command {
  return new Command('members')
    .description('list who is in a group')
    .argument('<group>', 'its name or id')
    .addHelpText('after', membersExamples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await listMembers(io, name, command.optsWithGlobals<GlobalOptions>());
    });
}
