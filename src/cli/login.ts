import { Command } from 'commander';
import { ClavisClient, isClavisError, SignIn, type SignInTokens } from '../sdk/index.ts';
import { isBrowserNear } from './browser.ts';
import { OutcomeFailure, UsageError } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { startLoopbackListener } from './loopback-listener.ts';
import { printable } from './printable.ts';
import { revokeSignIn } from './revoke-sign-in.ts';
import { type GlobalOptions, urlOf } from './settings.ts';
import { openSignInStore, type SignInStore, type StoredSignIn } from './sign-in-store.ts';

interface Options extends GlobalOptions {
  device?: boolean;
}

const examples = `
Examples:
  clavis login
  clavis login --device

Where a browser is on this machine it opens there; else (over SSH, in a container, with --device) you type a code on any device.
Later commands without CLAVIS_TOKEN and --token act as you, until \`clavis logout\` or until the server ends the sign-in.`;

const browserWaitMs = 10 * 60_000;

/** What a person reads while they wait; standard output stays free for the result. */
function tell(io: Io, ...lines: string[]): void {
  io.stderr.write(`${lines.join('\n')}\n`);
}

async function giveUpAfter(waitMs: number, io: Io, signal: AbortSignal): Promise<never> {
  await io.wait(waitMs, signal);
  throw new OutcomeFailure('not signed in: the browser did not come back within 10 minutes');
}

async function logInByBrowser(signIn: SignIn, io: Io): Promise<SignInTokens> {
  const listener = await startLoopbackListener();
  const settled = new AbortController();
  try {
    const begun = await signIn.beginInBrowser(listener.redirectUrl);
    const returning = listener.returned(begun.state);
    tell(
      io,
      'Your browser opens for the sign-in. If it does not, open this address on this machine:',
      `  ${begun.url}`,
    );
    io.openUrl(begun.url);
    const late = giveUpAfter(browserWaitMs, io, AbortSignal.any([io.signal, settled.signal]));
    const returned = await Promise.race([returning, late]);
    const finishing = signIn.finishInBrowser(begun, returned.code, { signal: io.signal });
    await finishing.then(
      () => returned.tell(true),
      () => returned.tell(false),
    );
    return await finishing;
  } finally {
    settled.abort();
    await listener.close();
  }
}

function minutesUntil(end: Date, now: Date): number {
  return Math.max(1, Math.round((end.getTime() - now.getTime()) / 60_000));
}

/** Codes of the device flow whose English of the server says less than a person wants to know. */
const deviceEndings: Readonly<Record<string, string>> = {
  access_denied: 'not signed in: the sign-in was refused in the browser',
  expired_token: 'not signed in: nobody typed the code in time; run `clavis login` again for a new one',
};

async function logInByDevice(signIn: SignIn, io: Io): Promise<SignInTokens> {
  const begun = await signIn.beginOnDevice({ signal: io.signal });
  const minutes = minutesUntil(begun.expiresAt, io.now());
  tell(io, 'On any device, open', `  ${printable(begun.verificationUrl)}`, 'and type the code');
  tell(io, `  ${printable(begun.userCode)}`, `It works for ${minutes} minutes, once. Waiting …`);
  try {
    return await signIn.awaitDevice(begun, { signal: io.signal });
  } catch (error) {
    const ending = isClavisError(error) ? deviceEndings[error.code] : undefined;
    throw ending === undefined ? error : new OutcomeFailure(ending);
  }
}

/** The new sign-in takes the place of the one before, which then ends at the server too: nobody would ever use it again. */
async function keep(signIn: SignIn, store: SignInStore, entry: { url: string; stored: StoredSignIn }): Promise<void> {
  let before: StoredSignIn | null = null;
  await store.change(entry.url, (stored) => {
    before = stored;
    return entry.stored;
  });
  if (before !== null) await revokeSignIn(signIn, before).catch(() => undefined);
}

const loopbackHost = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** SECURITY: whoever reads along on an open way gets the tokens; a person should know before typing anything. */
function warnOfOpenWay(io: Io, url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && !loopbackHost.test(hostname)) tell(io, `warning: the way to ${url} is not encrypted`);
}

async function logIn(io: Io, options: Options): Promise<void> {
  const url = urlOf(options, io);
  const store = openSignInStore(io);
  if (store === null) throw new UsageError('no folder to keep the sign-in in: set XDG_CONFIG_HOME or HOME');
  const signIn = new SignIn({
    baseUrl: url,
    now: io.now,
    wait: (waitMs, signal = io.signal) => io.wait(waitMs, signal),
  });
  warnOfOpenWay(io, url);
  const isByBrowser = options.device !== true && isBrowserNear(io);
  const tokens = await (isByBrowser ? logInByBrowser(signIn, io) : logInByDevice(signIn, io));
  const me = await new ClavisClient({ baseUrl: url, token: tokens.bearer }).users.whoAmI({ signal: io.signal });
  const stored = { username: me.username, ...tokens };
  await keep(signIn, store, { url, stored });
  if (options.json === true) sayJson(io, { url, username: stored.username, expiresAt: stored.expiresAt });
  else say(io, `Signed in at ${url} as ${printable(stored.username)}. It is kept in ${store.path}.`);
  if (io.env['CLAVIS_TOKEN'] !== undefined || io.env['CLAVIS_TOKEN_FILE'] !== undefined) {
    tell(io, 'note: CLAVIS_TOKEN or CLAVIS_TOKEN_FILE is set and comes before this sign-in');
  }
}

export function loginCommand(io: Io): Command {
  return new Command('login')
    .description('sign in as yourself; later commands act as you')
    .option('--device', 'type a code on any device instead of opening a browser here')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await logIn(io, command.optsWithGlobals<Options>());
    });
}
