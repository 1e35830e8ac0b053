import { Command } from 'commander';
import { identityProviderAddCommand } from './identity-provider-add.ts';
import { identityProviderListCommand } from './identity-provider-list.ts';
import { identityProviderRemoveCommand } from './identity-provider-remove.ts';
import { identityProviderShowCommand } from './identity-provider-show.ts';
import { identityProviderTestCommand } from './identity-provider-test.ts';
import { type Io } from './io.ts';

/** Everything about the providers that people sign in by. */
export function identityProviderCommand(io: Io): Command {
  return new Command('identity-provider')
    .description('OpenID Connect providers that people sign in by')
    .addCommand(identityProviderListCommand(io))
    .addCommand(identityProviderAddCommand(io))
    .addCommand(identityProviderShowCommand(io))
    .addCommand(identityProviderTestCommand(io))
    .addCommand(identityProviderRemoveCommand(io));
}
