import { Command } from 'commander';
import { type Io } from './io.ts';
import { oauthClientCreateCommand } from './oauth-client-create.ts';
import { oauthClientDeleteCommand } from './oauth-client-delete.ts';
import { oauthClientDurationCommand } from './oauth-client-duration.ts';
import { oauthClientEndTokensCommand } from './oauth-client-end-tokens.ts';
import { oauthClientExchangeCommand } from './oauth-client-exchange.ts';
import { oauthClientListCommand } from './oauth-client-list.ts';
import { oauthClientRotateCommand } from './oauth-client-rotate.ts';
import { oauthClientShowCommand } from './oauth-client-show.ts';

/** Everything about OAuth clients. */
export function oauthClientCommand(io: Io): Command {
  return new Command('oauth-client')
    .description('programs that sign in with a client id and a secret')
    .addCommand(oauthClientCreateCommand(io))
    .addCommand(oauthClientListCommand(io))
    .addCommand(oauthClientShowCommand(io))
    .addCommand(oauthClientRotateCommand(io))
    .addCommand(oauthClientExchangeCommand(io))
    .addCommand(oauthClientDurationCommand(io))
    .addCommand(oauthClientEndTokensCommand(io))
    .addCommand(oauthClientDeleteCommand(io));
}
