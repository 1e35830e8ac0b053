import { Command } from 'commander';
import { confirmAction } from './confirm-action.ts';
import { getPerson } from './find-by-name.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  transferTo?: string;
  yes?: boolean;
}

const examples = `
Examples:
  clavis user remove jsmith
  clavis user remove jsmith --transfer-to ada --yes

Connections that nobody else administers must be handed over. API tokens that the user made go on.
Without --yes a person is asked; a script (no terminal) is not.`;

async function removeUser(io: Io, name: string, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const person = await getPerson(client, name, io.signal);
  const question = `Remove user \`${person.username}\` (${printable(person.email ?? person.id)}) for good?`;
  await confirmAction(io, question, { yes: options.yes, refused: 'not removed' });
  const transferred = await client.people.remove(person.id, { signal: io.signal, transferTo: options.transferTo });
  if (options.json === true) {
    sayJson(io, { removed: person.id, transferred });
    return;
  }
  say(io, `User \`${person.username}\` removed.`);
  for (const connection of transferred)
    say(io, `  \`${options.transferTo ?? ''}\` administers ${printable(connection)}`);
}

export function userRemoveCommand(io: Io): Command {
  return new Command('remove')
    .description('remove a user for good, and the query collections that nobody else is in')
    .argument('<user>', 'user name, e-mail address or id')
    .option(
      '--transfer-to <user-name>',
      'who takes over the connections and shared collections that they alone administer',
    )
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', examples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await removeUser(io, name, command.optsWithGlobals<Options>());
    });
}
