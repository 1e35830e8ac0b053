import { Command } from 'commander';
import { collectAll } from '../sdk/index.ts';
import { getPerson, roleText } from './find-by-name.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis user show jsmith
  clavis user show jo@example.org --json`;

async function showUser(io: Io, name: string, options: GlobalOptions): Promise<void> {
  const client = clientOf(options, io);
  const person = await getPerson(client, name, io.signal);
  const groups = await collectAll(client.groups.ofPerson(person.id, { signal: io.signal }));
  if (options.json === true) {
    sayJson(io, { ...person, groups: groups.map(({ id, name: group, alias }) => ({ id, name: group, alias })) });
    return;
  }
  const facts: readonly (readonly [string, string])[] = [
    ['id', person.id],
    ['name', person.name || '-'],
    ['e-mail', person.email ?? '-'],
    ['role', roleText(person)],
    ['state', person.isEnabled ? 'enabled' : 'disabled'],
    ['groups', groups.map(({ name: group }) => group).join(', ') || '-'],
    ['last sign-in', person.lastSignInAt?.toISOString() ?? 'never'],
  ];
  say(io, person.username);
  for (const [label, text] of facts) say(io, `  ${label.padEnd(13)} ${printable(text)}`);
}

export function userShowCommand(io: Io): Command {
  return new Command('show')
    .description('show one user with the groups they are in')
    .argument('<user>', 'user name, e-mail address or id')
    .addHelpText('after', examples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await showUser(io, name, command.optsWithGlobals<GlobalOptions>());
    });
}
