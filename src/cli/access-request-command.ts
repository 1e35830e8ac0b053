import { Command } from 'commander';
import { accessRequestCreateCommand } from './access-request-create.ts';
import {
  accessRequestApproveCommand,
  accessRequestRefuseCommand,
  accessRequestWithdrawCommand,
} from './access-request-decide.ts';
import { accessRequestListCommand, accessRequestShowCommand } from './access-request-list.ts';
import { type Io } from './io.ts';

/** Everything about requests for access. */
export function accessRequestCommand(io: Io): Command {
  return new Command('access-request')
    .description('ask for access, and decide about what others ask for')
    .addCommand(accessRequestCreateCommand(io))
    .addCommand(accessRequestListCommand(io))
    .addCommand(accessRequestShowCommand(io))
    .addCommand(accessRequestApproveCommand(io))
    .addCommand(accessRequestRefuseCommand(io))
    .addCommand(accessRequestWithdrawCommand(io));
}
