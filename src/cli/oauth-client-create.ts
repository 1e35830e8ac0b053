import { Command, Option } from 'commander';
import { collectValues } from './collect-values.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { saySecret } from './say-secret.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  description: string;
  persona?: string[];
  role: 'admin' | 'member' | 'guest' | 'default';
}

const examples = `
Examples:
  clavis oauth-client create airflow
  clavis oauth-client create dashboards --role default --persona default/abcdefghijklmnopqrstuv
  clavis oauth-client create ci --json > client.json

The secret is printed once and stored nowhere: put it into a secret store at once.`;

function roleName(role: Options['role']): string {
  return role === 'default' ? '$api-token-default-access' : `$${role}`;
}

async function createClient(io: Io, name: string, options: Options): Promise<void> {
  const { description, persona: personaQualifiedNames = [] } = options;
  const input = { displayName: name, description, role: roleName(options.role), personaQualifiedNames };
  const created = await clientOf(options, io).oauthClients.create(input, { signal: io.signal });
  if (options.json === true) {
    sayJson(io, created);
    return;
  }
  const { client, secret } = created;
  say(io, `OAuth client \`${printable(client.displayName)}\` created.`);
  say(io, `  client id  ${client.clientId}`);
  say(io, `  actor      ${client.username}`);
  say(io, `  role       ${client.role ?? '-'}`);
  saySecret(io, secret);
}

export function oauthClientCreateCommand(io: Io): Command {
  return new Command('create')
    .description('make an OAuth client and show its secret once')
    .argument('<name>', 'name for people')
    .option('--description <text>', 'what the client is for', '')
    .option('--persona <qualified-name>', 'persona to link it to (repeatable)', collectValues)
    .addOption(
      new Option('--role <role>', 'what it may do beyond reading what its personas show')
        .choices(['admin', 'member', 'guest', 'default'])
        .default('guest'),
    )
    .addHelpText('after', examples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await createClient(io, name, command.optsWithGlobals<Options>());
    });
}
