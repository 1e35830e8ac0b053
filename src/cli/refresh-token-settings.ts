import { Command, Option } from 'commander';
import { type Io, say, sayJson } from './io.ts';
import { parseCount } from './parse-count.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

type Switch = 'on' | 'off';

interface Options extends GlobalOptions {
  tokens?: Switch;
  passwordRoute?: Switch;
  refreshDays?: number;
  accessHours?: number;
  graceDays?: number;
  activeMax?: number;
}

const examples = `
Examples:
  clavis refresh-token settings
  clavis refresh-token settings --refresh-days 180 --access-hours 2
  clavis refresh-token settings --password-route off

Without an option the settings are shown and stay. How long tokens live is changed for those that are made from then on; only who manages the
workspace's settings may.`;

interface Change {
  enabled?: boolean;
  passwordRoute?: boolean;
  refreshTokenDays?: number;
  accessTokenHours?: number;
  regenerateGraceDays?: number;
  activeAccessTokensMax?: number;
}

function changeOf({ tokens, passwordRoute, refreshDays, accessHours, graceDays, activeMax }: Options): Change {
  return {
    ...(tokens === undefined ? {} : { enabled: tokens === 'on' }),
    ...(passwordRoute === undefined ? {} : { passwordRoute: passwordRoute === 'on' }),
    ...(refreshDays === undefined ? {} : { refreshTokenDays: refreshDays }),
    ...(accessHours === undefined ? {} : { accessTokenHours: accessHours }),
    ...(graceDays === undefined ? {} : { regenerateGraceDays: graceDays }),
    ...(activeMax === undefined ? {} : { activeAccessTokensMax: activeMax }),
  };
}

async function showSettings(io: Io, options: Options): Promise<void> {
  const { settings } = clientOf(options, io);
  const change = changeOf(options);
  const call = { signal: io.signal };
  const isChange = Object.keys(change).length > 0;
  const { alation } = isChange ? await settings.update({ alation: change }, call) : await settings.get(call);
  if (options.json === true) {
    sayJson(io, alation);
    return;
  }
  say(io, `  refresh and access tokens           ${alation.enabled ? 'on' : 'off'}`);
  say(io, `  refresh tokens by password          ${alation.passwordRoute ? 'on' : 'off'}`);
  say(io, `  a new refresh token lives           ${String(alation.refreshTokenDays)} days`);
  say(io, `  a new access token lives            ${String(alation.accessTokenHours)} hours`);
  say(io, `  regenerated after its expiry for    ${String(alation.regenerateGraceDays)} days`);
  say(io, `  active access tokens of each        ${String(alation.activeAccessTokensMax)}`);
}

export function refreshTokenSettingsCommand(io: Io): Command {
  const days = (flag: string, description: string) => new Option(`${flag} <number>`, description).argParser(parseCount);
  return new Command('settings')
    .description('show or change how long refresh and access tokens live, and whether there are any')
    .addOption(new Option('--tokens <state>', 'whether there are such tokens at all').choices(['on', 'off']))
    .addOption(new Option('--password-route <state>', 'whether a password makes one').choices(['on', 'off']))
    .addOption(days('--refresh-days', 'days that a new refresh token lives, 1 to 3650'))
    .addOption(days('--access-hours', 'hours that a new access token lives, 1 to 8760'))
    .addOption(days('--grace-days', 'days after its expiry in which a refresh token can be regenerated, 0 to 365'))
    .addOption(days('--active-max', 'access tokens of one refresh token that are active at a time, 1 to 100'))
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await showSettings(io, command.optsWithGlobals<Options>());
    });
}
