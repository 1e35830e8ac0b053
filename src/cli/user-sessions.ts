import { Command } from 'commander';
import { getPerson } from './find-by-name.ts';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  end?: boolean | string;
}

const examples = `
Examples:
  clavis user sessions jsmith
  clavis user sessions jsmith --end
  clavis user sessions jsmith --end 0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11

--end without an id ends all of them, and all bearers.`;

async function endSessions(io: Io, id: string, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const call = { signal: io.signal };
  if (typeof options.end === 'string') await client.sessions.end(options.end, call);
  const ended = typeof options.end === 'string' ? 1 : await client.people.endSessions(id, call);
  if (options.json === true) sayJson(io, { sessionsEnded: ended });
  else say(io, `${String(ended)} ${ended === 1 ? 'session' : 'sessions'} ended.`);
}

async function userSessions(io: Io, name: string, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const person = await getPerson(client, name, io.signal);
  if (options.end !== undefined) {
    await endSessions(io, person.id, options);
    return;
  }
  const sessions = await client.people.sessions(person.id, { signal: io.signal });
  if (options.json === true) sayJson(io, sessions);
  else if (sessions.length === 0) say(io, `User \`${person.username}\` is signed in nowhere.`);
  else {
    const rows = sessions.map(({ id, startedAt, lastUsedAt, network, client: browser }) => [
      ...[id, startedAt.toISOString(), lastUsedAt.toISOString(), network ?? '-', browser ?? '-'],
    ]);
    say(io, renderTable(['id', 'started', 'last used', 'from', 'with'], rows));
  }
}

export function userSessionsCommand(io: Io): Command {
  return new Command('sessions')
    .description('list the browsers in which a user is signed in, or end them')
    .argument('<user>', 'user name, e-mail address or id')
    .option('--end [session-id]', 'end that session, or all sessions and bearers')
    .addHelpText('after', examples)
    .action(async (name: string, _own: unknown, command: Command) => {
      await userSessions(io, name, command.optsWithGlobals<Options>());
    });
}
