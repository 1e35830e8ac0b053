import { Command } from 'commander';
import { type Io, say, sayJson } from './io.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis whoami
  clavis whoami --json | jq -r '.username'`;

async function tellWho(io: Io, options: GlobalOptions): Promise<void> {
  const me = await clientOf(options, io).users.whoAmI({ signal: io.signal });
  if (options.json === true) {
    sayJson(io, me);
    return;
  }
  const personas = me.personas.map(({ name, qualifiedName }) => `${name} (${qualifiedName})`);
  say(io, me.username);
  say(io, `  roles     ${me.roles.join(', ') || '-'}`);
  say(io, `  personas  ${personas.join(', ') || '-'}`);
}

export function whoAmICommand(io: Io): Command {
  return new Command('whoami')
    .description('show who the API token is: user name, roles, personas')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await tellWho(io, command.optsWithGlobals<GlobalOptions>());
    });
}
