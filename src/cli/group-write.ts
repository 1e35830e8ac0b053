import { Command, Option } from 'commander';
import { type GroupChange } from '../sdk/index.ts';
import { confirmAction } from './confirm-action.ts';
import { UsageError } from './exit-codes.ts';
import { getGroup } from './find-by-name.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface CreateOptions extends GlobalOptions {
  name?: string;
  description?: string;
  default?: boolean;
}

interface UpdateOptions extends GlobalOptions {
  alias?: string;
  description?: string;
  default?: 'yes' | 'no';
}

interface DeleteOptions extends GlobalOptions {
  yes?: boolean;
}

const createExamples = `
Examples:
  clavis group create "Data Team"
  clavis group create "Data Team" --name data_team --description "who owns the warehouse" --default

The name stands in admin lists and personas and can never be changed; the alias can.`;

const updateExamples = `
Examples:
  clavis group update data_team --alias "Data Platform Team"
  clavis group update everyone --default yes`;

const deleteExamples = `
Examples:
  clavis group delete data_team
  clavis group delete data_team --yes

It is taken out of every admin list and persona. Without --yes a person is asked; a script (no terminal) is not.`;

async function createGroup(io: Io, alias: string, options: CreateOptions): Promise<void> {
  const { name, description, default: isDefault = false } = options;
  const input = {
    ...{ alias, isDefault },
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
  };
  const client = clientOf(options, io);
  const id = await client.groups.create(input, { signal: io.signal });
  const group = await getGroup(client, id, io.signal);
  if (options.json === true) sayJson(io, group);
  else say(io, `Group \`${printable(group.name)}\` created.`);
}

async function updateGroup(io: Io, name: string, options: UpdateOptions): Promise<void> {
  const { alias, description, default: isDefault } = options;
  const change: GroupChange = {
    ...(alias === undefined ? {} : { alias }),
    ...(description === undefined ? {} : { description }),
    ...(isDefault === undefined ? {} : { isDefault: isDefault === 'yes' }),
  };
  if (Object.keys(change).length === 0)
    throw new UsageError('nothing to change: give --alias, --description or --default');
  const client = clientOf(options, io);
  const { id } = await getGroup(client, name, io.signal);
  await client.groups.update(id, change, { signal: io.signal });
  const group = await getGroup(client, id, io.signal);
  if (options.json === true) sayJson(io, group);
  else say(io, `Group \`${printable(group.name)}\` changed.`);
}

async function deleteGroup(io: Io, name: string, options: DeleteOptions): Promise<void> {
  const client = clientOf(options, io);
  const group = await getGroup(client, name, io.signal);
  const question = `Delete group \`${printable(group.name)}\` with ${String(group.memberCount)} members for good?`;
  await confirmAction(io, question, { yes: options.yes, refused: 'not deleted' });
  await client.groups.delete(group.id, { signal: io.signal });
  if (options.json === true) sayJson(io, { deleted: group.id });
  else say(io, `Group \`${printable(group.name)}\` deleted.`);
}

export function groupCreateCommand(io: Io): Command {
  return new Command('create')
    .description('make a group')
    .argument('<alias>', 'what people read')
    .option('--name <name>', 'internal name, for good; made from the alias when absent')
    .option('--description <text>', 'what the group is for')
    .option('--default', 'every new user joins it')
    .addHelpText('after', createExamples)
    .action(async (alias: string, _own: unknown, command: Command) => {
      await createGroup(io, alias, command.optsWithGlobals<CreateOptions>());
    });
}

export function groupUpdateCommand(io: Io): Command {
  return new Command('update')
    .description('change what people read of a group, and whether new users join it')
    .argument('<group>', 'its name or id')
    .option('--alias <text>', 'what people read')
    .option('--description <text>', 'what the group is for')
    .addOption(new Option('--default <choice>', 'whether every new user joins it').choices(['yes', 'no']))
    .addHelpText('after', updateExamples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await updateGroup(io, name, command.optsWithGlobals<UpdateOptions>());
    });
}

export function groupDeleteCommand(io: Io): Command {
  return new Command('delete')
    .description('delete a group for good')
    .argument('<group>', 'its name or id')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', deleteExamples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await deleteGroup(io, name, command.optsWithGlobals<DeleteOptions>());
    });
}
