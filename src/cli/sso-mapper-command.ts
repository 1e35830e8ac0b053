import { Command } from 'commander';
import { type Io } from './io.ts';
import { ssoMapperAddCommand } from './sso-mapper-add.ts';
import { ssoMapperListCommand } from './sso-mapper-list.ts';
import { ssoMapperRemoveCommand } from './sso-mapper-remove.ts';

/** Which groups of a provider are which groups here. */
export function ssoMapperCommand(io: Io): Command {
  return new Command('sso-mapper')
    .description('which groups of an identity provider are which groups here')
    .addCommand(ssoMapperListCommand(io))
    .addCommand(ssoMapperAddCommand(io))
    .addCommand(ssoMapperRemoveCommand(io));
}
