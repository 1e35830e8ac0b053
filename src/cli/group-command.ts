import { Command } from 'commander';
import { groupListCommand, groupMembersCommand } from './group-list.ts';
import { groupAddCommand, groupRemoveCommand } from './group-membership.ts';
import { groupCreateCommand, groupDeleteCommand, groupUpdateCommand } from './group-write.ts';
import { type Io } from './io.ts';

/** Everything about groups of people. */
export function groupCommand(io: Io): Command {
  return new Command('group')
    .description('groups of people')
    .addCommand(groupListCommand(io))
    .addCommand(groupCreateCommand(io))
    .addCommand(groupUpdateCommand(io))
    .addCommand(groupMembersCommand(io))
    .addCommand(groupAddCommand(io))
    .addCommand(groupRemoveCommand(io))
    .addCommand(groupDeleteCommand(io));
}
