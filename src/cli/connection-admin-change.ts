import { Command } from 'commander';
import { type ConnectionAdmin, type ConnectionAdminNames } from '../sdk/index.ts';
import { collectValues } from './collect-values.ts';
import { UsageError } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface ChangeOptions extends GlobalOptions {
  user?: string[];
  group?: string[];
  role?: string[];
  apiToken?: string[];
}

type Verb = 'add' | 'remove';

const examplesOf = (verb: Verb): string => `
Examples:
  clavis connection admin ${verb} default/glue/1735500000 --user jsmith --group data_team
  clavis connection admin ${verb} default/glue/1735500000 --api-token apikey-9f0c2c1e-77f1-4c0e-8a53-0d1d7f6f1b2a --json

${
  verb === 'add'
    ? 'Takes being admin of the connection, or a person with the role admin. Nobody else loses anything by it.'
    : 'The last living admin of a connection cannot be removed.'
}`;

function namesFrom({ user = [], group = [], role = [], apiToken = [] }: ChangeOptions): ConnectionAdminNames {
  if (user.length + group.length + role.length + apiToken.length === 0)
    throw new UsageError('name somebody: --user, --group, --role or --api-token');
  return { users: user, groups: group, roles: role, tokens: apiToken };
}

function sayEach(io: Io, admins: readonly ConnectionAdmin[], what: string): void {
  for (const { kind, name } of admins) say(io, `${kind} ${printable(name)}: ${what}.`);
}

async function addAdmins(io: Io, connection: string, options: ChangeOptions): Promise<void> {
  const names = namesFrom(options);
  const change = await clientOf(options, io).connections.admins(connection).add(names, { signal: io.signal });
  if (options.json === true) {
    sayJson(io, change);
    return;
  }
  sayEach(io, change.added, 'admin now');
  sayEach(io, change.alreadyThere, 'admin already');
}

async function removeAdmins(io: Io, connection: string, options: ChangeOptions): Promise<void> {
  const names = namesFrom(options);
  const change = await clientOf(options, io).connections.admins(connection).remove(names, { signal: io.signal });
  if (options.json === true) {
    sayJson(io, change);
    return;
  }
  sayEach(io, change.removed, 'admin no more');
  sayEach(io, change.notThere, 'was no admin');
}

function changeCommand(verb: Verb, description: string): Command {
  return new Command(verb)
    .description(description)
    .argument('<connection>', 'its qualified name or guid')
    .option('--user <username>', 'a person; repeatable', collectValues)
    .option('--group <name>', 'a group, by name or id; repeatable', collectValues)
    .option('--role <name>', 'a workspace role, by id or name such as $admin; repeatable', collectValues)
    .option(
      '--api-token <token>',
      'an API token or OAuth client, by client id, username or guid; repeatable',
      collectValues,
    )
    .addHelpText('after', examplesOf(verb));
}

export function connectionAdminAddCommand(io: Io): Command {
  const command = changeCommand('add', 'make somebody an admin of a connection');
  return command.action(async (connection: string) => {
    await addAdmins(io, connection, command.optsWithGlobals<ChangeOptions>());
  });
}

export function connectionAdminRemoveCommand(io: Io): Command {
  const command = changeCommand('remove', 'take somebody off the admins of a connection');
  return command.action(async (connection: string) => {
    await removeAdmins(io, connection, command.optsWithGlobals<ChangeOptions>());
  });
}
