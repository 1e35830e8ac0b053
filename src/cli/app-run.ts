import { Command } from 'commander';
import { type AppRun } from '../sdk/index.ts';
import { confirmAction } from './confirm-action.ts';
import { OutcomeFailure } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';
import { watchRun } from './watch-run.ts';

interface RunOptions extends GlobalOptions {
  watch?: boolean;
}

interface DeleteOptions extends GlobalOptions {
  yes?: boolean;
}

const runExamples = `
Examples:
  clavis app run glue-prod-1f2e3d4c
  clavis app run glue-prod-1f2e3d4c --watch

The run goes on at the server: leaving --watch with Ctrl-C does not stop it.`;

const cancelExamples = `
Examples:
  clavis app cancel glue-prod-1f2e3d4c-x7k2p
  clavis app cancel glue-prod-1f2e3d4c-x7k2p --json`;

const deleteExamples = `
Examples:
  clavis app delete glue-prod-1f2e3d4c
  clavis app delete glue-prod-1f2e3d4c --yes

Its schedules end with it; its runs stay. Without --yes a person is asked; a script (no terminal) is not.`;

async function runApp(io: Io, slug: string, options: RunOptions): Promise<void> {
  const client = clientOf(options, io);
  const submitted = await client.apps.run(slug, { signal: io.signal });
  if (options.json !== true) say(io, `run ${submitted.runId} submitted.`);
  if (options.watch === true) await watchRun(io, client, submitted.runId);
  const run: AppRun =
    options.watch === true ? await client.apps.getRun(submitted.runId, { signal: io.signal }) : submitted;
  if (options.json === true) sayJson(io, run);
  if (options.watch === true && run.status !== 'Succeeded') {
    throw new OutcomeFailure(`run ended ${run.status}: ${printable(run.message ?? 'no reason given')}`);
  }
}

export function appRunCommand(io: Io): Command {
  return new Command('run')
    .description('run the newest version of a workflow')
    .argument('<slug>', 'its slug')
    .option('--watch', 'show progress until the run is over')
    .addHelpText('after', runExamples)
    .action(async (slug: string, ...[, command]: [unknown, Command]) => {
      await runApp(io, slug, command.optsWithGlobals<RunOptions>());
    });
}

export function appCancelCommand(io: Io): Command {
  return new Command('cancel')
    .description('ask a run to stop; it is Stopped within seconds')
    .argument('<run>', 'id of the run')
    .addHelpText('after', cancelExamples)
    .action(async (runId: string, ...[, command]: [unknown, Command]) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const isCancelled = await clientOf(options, io).apps.cancelRun(runId, { signal: io.signal });
      if (options.json === true) sayJson(io, { run: runId, cancelled: isCancelled });
      else say(io, isCancelled ? `${printable(runId)} was asked to stop.` : `${printable(runId)} was over already.`);
    });
}

export function appDeleteCommand(io: Io): Command {
  return new Command('delete')
    .description('take a workflow and its schedules away')
    .argument('<slug>', 'its slug')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', deleteExamples)
    .action(async (slug: string, ...[, command]: [unknown, Command]) => {
      const options = command.optsWithGlobals<DeleteOptions>();
      await confirmAction(io, `Delete ${printable(slug)}?`, { yes: options.yes, refused: 'not deleted' });
      await clientOf(options, io).apps.delete(slug, { signal: io.signal });
      if (options.json === true) sayJson(io, { deleted: slug });
      else say(io, `${printable(slug)} deleted.`);
    });
}
