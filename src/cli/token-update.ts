import { Command, InvalidArgumentError } from 'commander';
import { type GovernedTokenChange, type UpdatedGovernedToken } from '../sdk/index.ts';
import { collectValues } from './collect-values.ts';
import { UsageError } from './exit-codes.ts';
import { getTokenId } from './get-only-token.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';
import { addTermOptions, type TermOptions, termsOf } from './token-term-options.ts';
import { tokenLines } from './token-text.ts';

interface Options extends GlobalOptions, TermOptions {
  name?: string;
  description?: string;
  addPersona?: string[];
  removePersona?: string[];
  clearScopes?: boolean;
  responsible?: string;
  ifVersion?: number;
}

const examples = `
Examples:
  clavis token update etl-nightly --add-persona default/abcdefghijklmnopqrstuv
  clavis token update etl-nightly --read-only --connection default/glue/1735500000
  clavis token update etl-nightly --network 10.20.0.0/16 --rate 600 --responsible jsmith
  clavis token update etl-nightly --clear-scopes --network any --rate none

Only what is given changes. Scopes and networks become exactly what is given. Role and expiry never change.
If somebody else changes the token meanwhile, nothing is changed (--if-version: since the version you have seen).`;

function parseVersion(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('give the version that `clavis token show` tells');
}

function changeOf(options: Options): GovernedTokenChange {
  const { name, description, addPersona, removePersona, responsible } = options;
  const terms = termsOf(options);
  if (options.clearScopes === true && terms.scopes !== undefined) {
    throw new UsageError('--clear-scopes stands alone: leave out --read-only, --connection and --action');
  }
  const change = {
    ...(name === undefined ? {} : { displayName: name }),
    ...(description === undefined ? {} : { description }),
    ...(addPersona === undefined ? {} : { addPersonas: addPersona }),
    ...(removePersona === undefined ? {} : { removePersonas: removePersona }),
    ...(responsible === undefined ? {} : { responsibleUsername: responsible }),
    ...terms,
    ...(options.clearScopes === true ? { scopes: null } : {}),
  };
  if (Object.keys(change).length === 0) throw new UsageError('nothing to change: give at least one option, see --help');
  return change;
}

function sayChanged(io: Io, token: UpdatedGovernedToken): void {
  say(io, `API token \`${printable(token.displayName)}\` is now:`);
  tokenLines(token).forEach((line) => say(io, line));
  token.linked.forEach((persona) => say(io, `linked to ${printable(persona)}`));
  token.unlinked.forEach((persona) => say(io, `unlinked from ${printable(persona)}`));
}

async function updateToken(io: Io, nameOrId: string, options: Options): Promise<void> {
  const change = changeOf(options);
  const client = clientOf(options, io);
  const id = await getTokenId(client, nameOrId, io.signal);
  const held = options.ifVersion === undefined ? {} : { version: options.ifVersion };
  const token = await client.tokens.governed.update(id, change, { signal: io.signal, ...held });
  if (options.json === true) sayJson(io, token);
  else sayChanged(io, token);
}

export function tokenUpdateCommand(io: Io): Command {
  const command = new Command('update')
    .description('change what is given of an API token and nothing else')
    .argument('<name-or-id>', 'its name, or its id when several have that name')
    .option('--name <name>', 'new name for people')
    .option('--description <text>', 'what the token is for')
    .option('--add-persona <qualified-name>', 'persona to link it to (repeatable)', collectValues)
    .option('--remove-persona <qualified-name>', 'persona to unlink it from (repeatable)', collectValues)
    .option('--clear-scopes', 'take its ceiling off')
    .option('--responsible <username>', 'the person who answers for it from now on')
    .option('--if-version <version>', 'refuse when the token is in another version', parseVersion);
  return addTermOptions(command)
    .addHelpText('after', examples)
    .action(async (nameOrId: string, _own: unknown, own: Command) => {
      await updateToken(io, nameOrId, own.optsWithGlobals<Options>());
    });
}
