import { Command } from 'commander';
import { accessExplainCommand } from './access-explain.ts';
import { accessReviewCommand } from './access-review.ts';
import { accessSimulateCommand } from './access-simulate.ts';
import { accessUnusedCommand } from './access-unused.ts';
import { accessWhoCommand } from './access-who.ts';
import { type Io } from './io.ts';

/** The reason for every answer. */
export function accessCommand(io: Io): Command {
  return new Command('access')
    .description('who may do what, why, and what a change would do')
    .addCommand(accessExplainCommand(io))
    .addCommand(accessWhoCommand(io))
    .addCommand(accessReviewCommand(io))
    .addCommand(accessSimulateCommand(io))
    .addCommand(accessUnusedCommand(io));
}
