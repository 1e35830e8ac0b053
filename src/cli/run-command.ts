import { Command } from 'commander';
import { type Io } from './io.ts';
import { runListCommand } from './run-list.ts';
import { runStopCommand } from './run-stop.ts';
import { runWatchCommand } from './run-watch.ts';

/** Runs of workflows. */
export function runCommand(io: Io): Command {
  return new Command('run')
    .description('runs of workflows')
    .addCommand(runListCommand(io))
    .addCommand(runWatchCommand(io))
    .addCommand(runStopCommand(io));
}
