import { Command } from 'commander';
import { getPerson } from './find-by-name.ts';
import { type Io, say, sayJson } from './io.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const disableExamples = `
Examples:
  clavis user disable jsmith
  clavis user disable jo@example.org --json

Sessions and bearers of theirs are dead when this returns. API tokens that they made go on: see \`clavis token list\`.`;

const enableExamples = `
Examples:
  clavis user enable jsmith
  clavis user enable jo@example.org --json

They sign in anew, with the password they had.`;

async function switchUser(io: Io, { name, enabled }: { name: string; enabled: boolean }, options: GlobalOptions) {
  const client = clientOf(options, io);
  const person = await getPerson(client, name, io.signal);
  const call = { signal: io.signal };
  await (enabled ? client.people.enable(person.id, call) : client.people.disable(person.id, call));
  if (options.json === true) sayJson(io, { ...person, isEnabled: enabled });
  else
    say(io, `User \`${person.username}\` ${enabled ? 'enabled' : 'disabled; nothing of theirs is let in any more'}.`);
}

export function userDisableCommand(io: Io): Command {
  return new Command('disable')
    .description('shut a user out without removing them')
    .argument('<user>', 'user name, e-mail address or id')
    .addHelpText('after', disableExamples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await switchUser(io, { name, enabled: false }, command.optsWithGlobals<GlobalOptions>());
    });
}

export function userEnableCommand(io: Io): Command {
  return new Command('enable')
    .description('let a disabled user sign in again')
    .argument('<user>', 'user name, e-mail address or id')
    .addHelpText('after', enableExamples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await switchUser(io, { name, enabled: true }, command.optsWithGlobals<GlobalOptions>());
    });
}
