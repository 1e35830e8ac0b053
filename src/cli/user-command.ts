import { Command } from 'commander';
import { type Io } from './io.ts';
import { userInviteCommand } from './user-invite.ts';
import { userListCommand } from './user-list.ts';
import { userRemoveCommand } from './user-remove.ts';
import { userResetPasswordCommand } from './user-reset-password.ts';
import { userRoleCommand } from './user-role.ts';
import { userSessionsCommand } from './user-sessions.ts';
import { userShowCommand } from './user-show.ts';
import { userDisableCommand, userEnableCommand } from './user-switch.ts';

/** Everything about people and their accounts. */
export function userCommand(io: Io): Command {
  return new Command('user')
    .description('people and their accounts')
    .addCommand(userListCommand(io))
    .addCommand(userInviteCommand(io))
    .addCommand(userShowCommand(io))
    .addCommand(userRoleCommand(io))
    .addCommand(userDisableCommand(io))
    .addCommand(userEnableCommand(io))
    .addCommand(userResetPasswordCommand(io))
    .addCommand(userSessionsCommand(io))
    .addCommand(userRemoveCommand(io));
}
