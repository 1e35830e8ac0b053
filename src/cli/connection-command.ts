import { Command } from 'commander';
import { connectionAdminAddCommand, connectionAdminRemoveCommand } from './connection-admin-change.ts';
import { connectionAdminListCommand } from './connection-admin-list.ts';
import { type Io } from './io.ts';

/** Everything about connections. */
export function connectionCommand(io: Io): Command {
  const admin = new Command('admin')
    .description('who administers a connection and everything beneath it')
    .addCommand(connectionAdminListCommand(io))
    .addCommand(connectionAdminAddCommand(io))
    .addCommand(connectionAdminRemoveCommand(io));
  return new Command('connection').description('connections').addCommand(admin);
}
