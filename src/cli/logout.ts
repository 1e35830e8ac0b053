import { Command } from 'commander';
import { isClavisError, SignIn } from '../sdk/index.ts';
import { OutcomeFailure } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { revokeSignIn } from './revoke-sign-in.ts';
import { type GlobalOptions, urlOf } from './settings.ts';
import { openSignInStore, type StoredSignIn } from './sign-in-store.ts';

const examples = `
Examples:
  clavis logout
  clavis logout --json

Ends the sign-in of \`clavis login\` at this server and forgets it here. API tokens are not touched.`;

/** Forgets first: what is not here any more cannot be used from here, whatever the server says. */
async function forget(io: Io, url: string): Promise<StoredSignIn | null> {
  const store = openSignInStore(io);
  if (store === null || store.find(url) === null) return null;
  let forgotten: StoredSignIn | null = null;
  await store.change(url, (stored) => {
    forgotten = stored;
    return null;
  });
  return forgotten;
}

async function logOut(io: Io, options: GlobalOptions): Promise<void> {
  const url = urlOf(options, io);
  const stored = await forget(io, url);
  try {
    if (stored !== null) await revokeSignIn(new SignIn({ baseUrl: url, now: io.now }), stored);
  } catch (error) {
    if (!isClavisError(error)) throw error;
    const end = stored?.expiresAt.toISOString();
    throw new OutcomeFailure(
      `error: forgotten here, but the server could not be told: ${error.message}\n  its bearer ends by itself at ${end}; end the sign-in itself on the account page of ${url}`,
    );
  }
  if (options.json === true) sayJson(io, { url, signedOut: stored?.username ?? null });
  else if (stored === null) say(io, `Not signed in at ${url}.`);
  else say(io, `Signed out at ${url}; ${printable(stored.username)} is not known here any more.`);
}

export function logoutCommand(io: Io): Command {
  return new Command('logout')
    .description('end the sign-in of `clavis login` and forget it')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await logOut(io, command.optsWithGlobals<GlobalOptions>());
    });
}
