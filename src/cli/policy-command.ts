import { Command } from 'commander';
import { type Io } from './io.ts';
import { policyTestCommand } from './policy-test.ts';

/** Policies as a team keeps them. */
export function policyCommand(io: Io): Command {
  return new Command('policy').description('policies: check what they come to').addCommand(policyTestCommand(io));
}
