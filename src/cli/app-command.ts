import { Command } from 'commander';
import { appCreateCommand } from './app-create.ts';
import { appListCommand, appShowCommand } from './app-list.ts';
import { appCancelCommand, appDeleteCommand, appRunCommand } from './app-run.ts';
import { appScheduleCommand } from './app-schedule.ts';
import { type Io } from './io.ts';

/** Workflows of apps. */
export function appCommand(io: Io): Command {
  return new Command('app')
    .description('apps, and the workflows made from them')
    .addCommand(appListCommand(io))
    .addCommand(appShowCommand(io))
    .addCommand(appCreateCommand(io))
    .addCommand(appRunCommand(io))
    .addCommand(appCancelCommand(io))
    .addCommand(appDeleteCommand(io))
    .addCommand(appScheduleCommand(io));
}
