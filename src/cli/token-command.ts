import { Command } from 'commander';
import { type Io } from './io.ts';
import { tokenCreateCommand } from './token-create.ts';
import { tokenDeleteCommand } from './token-delete.ts';
import { tokenExpiringCommand } from './token-expiring.ts';
import { tokenListCommand } from './token-list.ts';
import { tokenRotateCommand } from './token-rotate.ts';
import { tokenSecretsCommand } from './token-secrets.ts';
import { tokenShowCommand } from './token-show.ts';
import { tokenResumeCommand, tokenSuspendCommand } from './token-suspend.ts';
import { tokenUpdateCommand } from './token-update.ts';

/** Everything about API tokens. */
export function tokenCommand(io: Io): Command {
  return new Command('token')
    .description('API tokens')
    .addCommand(tokenCreateCommand(io))
    .addCommand(tokenListCommand(io))
    .addCommand(tokenShowCommand(io))
    .addCommand(tokenUpdateCommand(io))
    .addCommand(tokenRotateCommand(io))
    .addCommand(tokenSecretsCommand(io))
    .addCommand(tokenSuspendCommand(io))
    .addCommand(tokenResumeCommand(io))
    .addCommand(tokenExpiringCommand(io))
    .addCommand(tokenDeleteCommand(io));
}
