import { Command } from 'commander';
import { type Io } from './io.ts';
import { vaultRewrapCommand } from './vault-rewrap.ts';
import { vaultRotateCommand } from './vault-rotate.ts';
import { vaultStatusCommand } from './vault-status.ts';

/** The keys that wrap the keys of secrets, for admins. */
export function vaultCommand(io: Io): Command {
  return new Command('vault')
    .description('the keys that secrets are encrypted with: see them, exchange them')
    .addCommand(vaultStatusCommand(io))
    .addCommand(vaultRotateCommand(io))
    .addCommand(vaultRewrapCommand(io));
}
