import { Command } from 'commander';
import { ClavisClient, type WhoAmI } from '../sdk/index.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { type Credential, credentialOf, type GlobalOptions, urlOf } from './settings.ts';

const examples = `
Examples:
  clavis whoami
  clavis whoami --json | jq -r '.username'`;

/** The end of the credential as the answers of the server tell it; null: it has none, or the server does not tell. */
function readEnd(headers: Headers): Date | null {
  const text = headers.get('token-expires');
  return text === null || Number.isNaN(Date.parse(text)) ? null : new Date(text);
}

function endText(credential: Credential, end: Date | null): string {
  if (end === null) return 'no end known';
  return `${end.toISOString()}${credential.kind === 'sign-in' ? ', then renewed while the sign-in lasts' : ''}`;
}

async function ask(io: Io, url: string, credential: Credential): Promise<{ me: WhoAmI; end: Date | null }> {
  let end: Date | null = null;
  const onAnswer = (headers: Headers): void => {
    end = readEnd(headers);
  };
  const client = new ClavisClient({ baseUrl: url, token: credential.token, onAnswer });
  return { me: await client.users.whoAmI({ signal: io.signal }), end };
}

async function tellWho(io: Io, options: GlobalOptions): Promise<void> {
  const credential = credentialOf(options, io);
  const { kind, source } = credential;
  const { me, end } = await ask(io, urlOf(options, io), credential);
  if (options.json === true) {
    sayJson(io, { ...me, credential: { kind, source, expiresAt: end } });
    return;
  }
  const personas = me.personas.map(({ name, qualifiedName }) => `${name} (${qualifiedName})`);
  say(io, printable(me.username));
  say(io, `  roles       ${me.roles.join(', ') || '-'}`);
  say(io, `  personas    ${printable(personas.join(', ')) || '-'}`);
  say(io, `  credential  ${kind} from ${source}`);
  say(io, `  until       ${endText(credential, end)}`);
}

export function whoAmICommand(io: Io): Command {
  return new Command('whoami')
    .description('show who the commands act as: user name, roles, personas, and with which credential until when')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await tellWho(io, command.optsWithGlobals<GlobalOptions>());
    });
}
