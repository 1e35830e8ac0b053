import { Command } from 'commander';
import { collectAll, type Person } from '../sdk/index.ts';
import { roleText } from './find-by-name.ts';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis user list
  clavis user list --json | jq -r '.[] | select(.isEnabled | not) | .username'`;

/** People in a table. */
export function renderPeople(people: readonly Person[]): string {
  const rows = people.map((person) => [
    person.username,
    person.email ?? '-',
    roleText(person),
    person.isEnabled ? 'enabled' : 'disabled',
    person.lastSignInAt?.toISOString().slice(0, 10) ?? 'never',
    person.id,
  ]);
  return renderTable(['user name', 'e-mail', 'role', 'state', 'last sign-in', 'id'], rows);
}

async function listUsers(io: Io, options: GlobalOptions): Promise<void> {
  const people = await collectAll(clientOf(options, io).people.list({ signal: io.signal }));
  if (options.json === true) sayJson(io, people);
  else say(io, renderPeople(people));
}

export function userListCommand(io: Io): Command {
  return new Command('list')
    .description('list users by name')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await listUsers(io, command.optsWithGlobals<GlobalOptions>());
    });
}
