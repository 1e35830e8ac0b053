import { Command, InvalidArgumentError } from 'commander';
import { confirmAction } from './confirm-action.ts';
import { UsageError } from './exit-codes.ts';
import { getPerson } from './find-by-name.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  user?: string;
  accessTokens?: boolean;
  yes?: boolean;
}

const examples = `
Examples:
  clavis refresh-token revoke 12
  clavis refresh-token revoke 12 --access-tokens
  clavis refresh-token revoke --user jsmith --yes

A revoked token and its access tokens stop working at once, everywhere, for good. --access-tokens ends those alone: the refresh token goes on.
--user ends all that a user has. Without --yes a person is asked; a script (no terminal) is not.`;

function parseId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('give the number that `clavis refresh-token list` shows');
}

function plural(count: number, thing: string): string {
  return `${String(count)} ${thing}${count === 1 ? '' : 's'}`;
}

async function revokeOne(io: Io, id: number, options: Options): Promise<void> {
  const client = clientOf(options, io);
  await confirmAction(io, `Revoke refresh token ${String(id)}?`, { yes: options.yes, refused: 'not revoked' });
  const token = await client.refreshTokens.revoke(id, { signal: io.signal });
  if (options.json === true) sayJson(io, token);
  else
    say(io, `Refresh token \`${printable(token.name)}\` of ${printable(token.username)} revoked; it no longer works.`);
}

async function endAccessTokens(io: Io, id: number, options: Options): Promise<void> {
  const question = `Revoke the access tokens of refresh token ${String(id)}?`;
  await confirmAction(io, question, { yes: options.yes, refused: 'not revoked' });
  const ended = await clientOf(options, io).refreshTokens.endAccessTokens(id, { signal: io.signal });
  if (options.json === true) sayJson(io, { accessTokensRevoked: ended });
  else say(io, `${plural(ended, 'access token')} revoked; the refresh token goes on.`);
}

async function revokeOfUser(io: Io, name: string, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const person = await getPerson(client, name, io.signal);
  const shown = printable(person.username);
  const question = `Revoke every refresh and access token of user \`${shown}\`?`;
  await confirmAction(io, question, { yes: options.yes, refused: 'not revoked' });
  const ended = await client.refreshTokens.revokeAllOfUser(person.id, { signal: io.signal });
  if (options.json === true) sayJson(io, { username: person.username, refreshTokensRevoked: ended });
  else say(io, `${plural(ended, 'refresh token')} of user \`${shown}\` revoked.`);
}

async function revokeTokens(io: Io, id: number | undefined, options: Options): Promise<void> {
  if ((id === undefined) === (options.user === undefined)) throw new UsageError('give the id of a token, or --user');
  if (id === undefined && options.accessTokens === true)
    throw new UsageError('--access-tokens needs the id of a token');
  if (options.user !== undefined) await revokeOfUser(io, options.user, options);
  else if (id !== undefined && options.accessTokens === true) await endAccessTokens(io, id, options);
  else if (id !== undefined) await revokeOne(io, id, options);
}

export function refreshTokenRevokeCommand(io: Io): Command {
  return new Command('revoke')
    .description('revoke a refresh token, its access tokens alone, or all that a user has')
    .argument('[id]', 'its number', parseId)
    .option('--access-tokens', 'only the access tokens made from it')
    .option('--user <user>', 'all of that user: user name, e-mail address or id')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', examples)
    .action(async (id: number | undefined, _own: unknown, command: Command) => {
      await revokeTokens(io, id, command.optsWithGlobals<Options>());
    });
}
