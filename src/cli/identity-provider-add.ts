import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { type IdentityProviderInput } from '../sdk/index.ts';
import { collectValues } from './collect-values.ts';
import { UsageError } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  issuer: string;
  clientId: string;
  clientSecretFile?: string;
  name?: string;
  scope?: string[];
  groupsClaim?: string;
  usernameClaim?: string;
  role: 'admin' | 'member' | 'guest';
  createUsers: boolean;
}

const examples = `
Examples:
  clavis identity-provider add okta --issuer https://example.okta.com --client-id 0oa1b2c3 --client-secret-file - < secret.txt
  clavis identity-provider add azure --issuer https://login.example.org/v2.0 --client-id 0oa1b2c3

Register the callback address that is shown at the provider. Takes an admin in person: run \`clavis login\` first.`;

/** SECURITY: never as an argument, which everybody on the machine can read. */
async function readClientSecret(io: Io, path: string | undefined): Promise<string | null> {
  if (path === undefined) return null;
  const secret = (path === '-' ? await io.readInput() : readSecretFile(path)).trim();
  if (secret === '') throw new UsageError('the client secret is empty');
  return secret;
}

function readSecretFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot read the client secret \`${path}\`: ${reason}`);
  }
}

async function inputOf(io: Io, alias: string, options: Options): Promise<IdentityProviderInput> {
  const { issuer, clientId, name, scope, groupsClaim, usernameClaim, role, createUsers } = options;
  return {
    ...{ alias, issuer, clientId, role, createUsers },
    clientSecret: await readClientSecret(io, options.clientSecretFile),
    ...(name === undefined ? {} : { displayName: name }),
    ...(scope === undefined ? {} : { scopes: scope }),
    ...(groupsClaim === undefined ? {} : { groupsClaim }),
    ...(usernameClaim === undefined ? {} : { usernameClaim }),
  };
}

async function addProvider(io: Io, alias: string, options: Options): Promise<void> {
  const input = await inputOf(io, alias, options);
  const provider = await clientOf(options, io).identityProviders.create(input, { signal: io.signal });
  if (options.json === true) {
    sayJson(io, provider);
    return;
  }
  say(io, `Identity provider \`${provider.alias}\` added: people may sign in by it now.`);
  say(io, `  callback  ${provider.callbackUrl}`);
  say(io, `  sign-out  ${provider.backchannelLogoutUrl}`);
  say(io, `Try it out with \`clavis identity-provider test ${provider.alias}\`.`);
}

export function identityProviderAddCommand(io: Io): Command {
  return new Command('add')
    .description('let people sign in by an OpenID Connect provider')
    .argument('<alias>', 'how it is called in addresses, such as okta')
    .requiredOption('--issuer <url>', 'exactly as the provider names itself')
    .requiredOption('--client-id <id>', 'how the provider knows this server')
    .option('--client-secret-file <path>', 'file with the client secret; - reads standard input')
    .option('--name <text>', 'what stands on the button of the sign-in page')
    .option('--scope <scope>', 'scope to ask for, repeatable; openid has to be among them', collectValues)
    .option('--groups-claim <name>', 'claim with the groups, whatever the mappers say')
    .option('--username-claim <name>', 'claim that user names are made from')
    .addOption(
      new Option('--role <role>', 'of people who come for the first time')
        .choices(['member', 'guest', 'admin'])
        .default('member'),
    )
    .option('--no-create-users', 'let in only people who have been linked by an admin')
    .addHelpText('after', examples)
    .action(async (alias: string, _own: unknown, command: Command) => {
      await addProvider(io, alias, command.optsWithGlobals<Options>());
    });
}
