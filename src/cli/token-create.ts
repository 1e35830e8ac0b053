import { Command, Option } from 'commander';
import { type TokenRole } from '../sdk/index.ts';
import { collectValues } from './collect-values.ts';
import { type Io, say, sayJson } from './io.ts';
import { parseDurationSeconds } from './parse-duration.ts';
import { saySecret } from './say-secret.ts';
import { clientOf, type GlobalOptions } from './settings.ts';
import { addTermOptions, type TermOptions, termsOf } from './token-term-options.ts';

interface Options extends GlobalOptions, TermOptions {
  description: string;
  persona?: string[];
  /** In seconds. */
  expiresIn: number | 'never';
  role: TokenRole;
}

const validitySecondsDefault = 90 * 86_400;

const examples = `
Examples:
  clavis token create etl-nightly
  clavis token create dashboards --persona default/abcdefghijklmnopqrstuv --expires-in 30d
  clavis token create reader --read-only --connection default/glue/1735500000 --network 10.20.0.0/16
  clavis token create ci --role default --may-rotate-itself --json > token.json

The secret is printed once and stored nowhere: put it into a secret store at once.`;

async function createToken(io: Io, name: string, options: Options): Promise<void> {
  const created = await clientOf(options, io).tokens.create(
    {
      displayName: name,
      description: options.description,
      personaQualifiedNames: options.persona ?? [],
      validitySeconds: options.expiresIn === 'never' ? null : options.expiresIn,
      role: options.role,
      ...termsOf(options),
    },
    { signal: io.signal },
  );
  if (options.json === true) {
    sayJson(io, created);
    return;
  }
  const { token, secret } = created;
  say(io, `API token \`${token.displayName}\` created.`);
  say(io, `  id       ${token.id}`);
  say(io, `  actor    ${token.username}`);
  say(io, `  role     ${options.role}`);
  say(io, `  expires  ${token.expiresAt === null ? 'never' : token.expiresAt.toISOString()}`);
  saySecret(io, secret);
}

export function tokenCreateCommand(io: Io): Command {
  const command = new Command('create')
    .description('make an API token and show its secret once')
    .argument('<name>', 'name for people')
    .option('--description <text>', 'what the token is for', '')
    .option('--persona <qualified-name>', 'persona to link it to (repeatable)', collectValues)
    .addOption(
      new Option('--expires-in <duration>', 'such as 90d, 12h, 30m, or never')
        .argParser(parseDurationSeconds)
        .default(validitySecondsDefault, '90d'),
    )
    .addOption(
      new Option('--role <role>', 'what it may do beyond reading what its personas show')
        .choices(['none', 'read', 'default', 'admin'])
        .default('none'),
    );
  return addTermOptions(command)
    .addHelpText('after', examples)
    .action(async (name: string, _own: unknown, own: Command) => {
      await createToken(io, name, own.optsWithGlobals<Options>());
    });
}
