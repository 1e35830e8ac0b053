import { Command } from 'commander';
import { renderCsv } from '../foundation/index.ts';
import { type AccessReview, type ActorGrants } from '../sdk/index.ts';
import { aboutActor } from './about-actor.ts';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  at?: string;
  csv?: boolean;
}

const examples = `
Examples:
  clavis access review
  clavis access review rita --at 2026-01-31
  clavis access review --csv > review.csv`;

interface Sheet {
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** One row per thing that the actor holds, then one per action with how many assets. */
function grantsSheet(grants: ActorGrants): Sheet {
  const { role, capabilities, connections, personas, purposes, collections, policies, assets, hidden } = grants;
  const rows = [
    ['role', role, '', ''],
    ['capabilities', capabilities.join(' '), '', ''],
    ...connections.map((one) => ['connection admin', one.name, one.qualifiedName, one.via.join(', ')]),
    ...personas.map((one) => [
      one.enabled ? 'persona' : 'persona (off)',
      one.name,
      one.qualifiedName,
      one.via.join(', '),
    ]),
    ...purposes.map((one) => ['purpose', one.name, one.qualifiedName, one.via.join(', ')]),
    ...collections.map((one) => [`collection ${one.level}`, one.name, one.qualifiedName, one.via.join(', ')]),
    ...policies.map((one) => [`policy ${one.effect}`, one.name, one.actions.join(' '), one.parent?.name ?? '']),
    ['hidden from you', String(hidden.places + hidden.policies), '', ''],
    ...assets.map(({ action, count }) => ['assets today', action, String(count), '']),
  ];
  return { heading: ['what', 'name', 'detail', 'via'], rows };
}

function reviewSheet({ actors }: AccessReview): Sheet {
  const rows = actors.flatMap(({ username, kind, role, alive, holdings, hidden }) => {
    const own = [username, kind, role, alive ? 'yes' : 'no'];
    const held = holdings.map((one) => [...own, one.kind, one.name, one.via]);
    const all = [...held, ...(hidden === 0 ? [] : [[...own, 'hidden from you', String(hidden), '']])];
    return all.length === 0 ? [[...own, '', '', '']] : all;
  });
  return { heading: ['who', 'kind', 'role', 'alive', 'what', 'name', 'via'], rows };
}

async function review(io: Io, actor: string | undefined, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const { access } = client;
  const call = { signal: io.signal, ...(options.at === undefined ? {} : { at: options.at }) };
  const answer =
    actor === undefined
      ? await access.review(call)
      : await aboutActor(actor, { client, signal: io.signal }, (about) => access.grants(about, call));
  const { heading, rows } = 'actors' in answer ? reviewSheet(answer) : grantsSheet(answer);
  if (options.json === true) sayJson(io, answer);
  else if (options.csv === true) io.stdout.write(renderCsv(heading, rows));
  else say(io, renderTable(heading, rows));
}

export function accessReviewCommand(io: Io): Command {
  return new Command('review')
    .description('what an actor can do, or what everybody holds; now or at a past date')
    .argument('[actor]', 'username, client id, name or guid of an API token, or `me`; everybody when absent')
    .option('--at <date>', 'a past date, its end, or time (ISO 8601, UTC); assets are counted as of today')
    .option('--csv', 'for spreadsheets')
    .addHelpText('after', examples)
    .action(async (actor: string | undefined, _own: unknown, command: Command) => {
      await review(io, actor, command.optsWithGlobals<Options>());
    });
}
