import { Command } from 'commander';
import { type AppWorkflow, collectAll } from '../sdk/index.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface ListOptions extends GlobalOptions {
  name?: string;
  known?: boolean;
}

interface ShowOptions extends GlobalOptions {
  versions?: boolean;
}

const listExamples = `
Examples:
  clavis app list
  clavis app list --name glue-prod --json | jq -r '.[].slug'
  clavis app list --known

--known lists the apps themselves, and whether this server can run them.`;

const showExamples = `
Examples:
  clavis app show glue-prod-1f2e3d4c
  clavis app show glue-prod-1f2e3d4c --versions
  clavis app show glue-prod-1f2e3d4c --json | jq .inputs`;

function scheduleText({ schedules }: AppWorkflow): string {
  return schedules.map(({ cron, timezone }) => `${cron} ${timezone}`).join(', ');
}

async function listKnown(io: Io, options: ListOptions): Promise<void> {
  const apps = await clientOf(options, io).apps.known({ signal: io.signal });
  if (options.json === true) return sayJson(io, apps);
  const rows = apps.map(({ appId, entrypoint, connector, authTypes, runnable }) => [
    ...[appId, entrypoint ?? '-', connector, authTypes.join(', ') || '-', runnable ? 'yes' : 'no executor'],
  ]);
  say(io, renderTable(['app', 'entrypoint', 'connector', 'signs in by', 'runs here'], rows));
}

async function listWorkflows(io: Io, options: ListOptions): Promise<void> {
  const named = options.name === undefined ? {} : { name: options.name };
  const found = await collectAll(clientOf(options, io).apps.list({ signal: io.signal, ...named }));
  if (options.json === true) return sayJson(io, found);
  if (found.length === 0) return say(io, 'There is no workflow of an app that you may see.');
  const rows = found.map((one) => [one.slug, one.name, one.appId, String(one.version), one.owner, scheduleText(one)]);
  say(io, renderTable(['slug', 'name', 'app', 'version', 'owner', 'schedules'], rows));
}

async function showWorkflow(io: Io, slug: string, options: ShowOptions): Promise<void> {
  const { apps } = clientOf(options, io);
  const call = { signal: io.signal };
  if (options.versions === true) {
    const versions = await apps.versions(slug, call);
    if (options.json === true) return sayJson(io, versions);
    const rows = versions.map(({ version, savedBy, savedAt }) => [String(version), savedBy, savedAt.toISOString()]);
    return say(io, renderTable(['version', 'saved by', 'saved at'], rows));
  }
  const workflow = await apps.get(slug, call);
  if (options.json === true) return sayJson(io, workflow);
  const rows = [
    ['name', workflow.name],
    ['app', workflow.appId],
    ['version', String(workflow.version)],
    ['owner', workflow.owner],
    ['saved at', workflow.updatedAt.toISOString()],
    ...workflow.schedules.map(({ triggerId, cron, timezone, nextRunAt }) => [
      ...[
        'schedule',
        `${cron} ${timezone}, ${nextRunAt === null ? 'paused' : `next ${nextRunAt.toISOString()}`} (${triggerId})`,
      ],
    ]),
  ];
  say(io, `${renderTable(['', printable(slug)], rows)}\n\n${printable(JSON.stringify(workflow.inputs))}`);
}

export function appListCommand(io: Io): Command {
  return new Command('list')
    .description('list workflows of apps, newest first')
    .option('--name <name>', 'exactly this name')
    .option('--known', 'the apps themselves instead of the workflows')
    .addHelpText('after', listExamples)
    .action(async (_own: unknown, command: Command) => {
      const options = command.optsWithGlobals<ListOptions>();
      await (options.known === true ? listKnown(io, options) : listWorkflows(io, options));
    });
}

export function appShowCommand(io: Io): Command {
  return new Command('show')
    .description('show a workflow of an app with its schedules and inputs')
    .argument('<slug>', 'its slug')
    .option('--versions', 'what it was before')
    .addHelpText('after', showExamples)
    .action(async (slug: string, ...[, command]: [unknown, Command]) => {
      await showWorkflow(io, slug, command.optsWithGlobals<ShowOptions>());
    });
}
