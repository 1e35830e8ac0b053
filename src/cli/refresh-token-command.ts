import { Command } from 'commander';
import { type Io } from './io.ts';
import { refreshTokenAccessTokenCommand } from './refresh-token-access-token.ts';
import { refreshTokenCreateCommand } from './refresh-token-create.ts';
import { refreshTokenListCommand } from './refresh-token-list.ts';
import { refreshTokenRegenerateCommand } from './refresh-token-regenerate.ts';
import { refreshTokenRevokeCommand } from './refresh-token-revoke.ts';
import { refreshTokenSettingsCommand } from './refresh-token-settings.ts';
import { refreshTokenValidateCommand } from './refresh-token-validate.ts';

/** Everything about refresh and access tokens of the Alation wire. */
export function refreshTokenCommand(io: Io): Command {
  return new Command('refresh-token')
    .description('refresh and access tokens of the Alation wire')
    .addCommand(refreshTokenCreateCommand(io))
    .addCommand(refreshTokenListCommand(io))
    .addCommand(refreshTokenRegenerateCommand(io))
    .addCommand(refreshTokenAccessTokenCommand(io))
    .addCommand(refreshTokenValidateCommand(io))
    .addCommand(refreshTokenRevokeCommand(io))
    .addCommand(refreshTokenSettingsCommand(io));
}
