import { Command } from 'commander';
import { type Io, say, sayJson } from './io.ts';
import { parseCount } from './parse-count.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  limit: number;
}

const examples = `
Examples:
  clavis run list
  clavis run list --limit 5 --json | jq -r '.[] | select(.phase == "Failed") | .message'`;

async function listRuns(io: Io, options: Options): Promise<void> {
  const runs = await clientOf(options, io).runs.list({ limit: options.limit, signal: io.signal });
  if (options.json === true) sayJson(io, runs);
  else if (runs.length === 0) say(io, 'There is no run that you may see.');
  else {
    const rows = runs.map(({ name, phase, steps, submittedAt, message }) => [
      ...[name, phase, `${steps.done}/${steps.total}`, submittedAt.toISOString(), message ?? ''],
    ]);
    say(io, renderTable(['run', 'phase', 'steps', 'submitted', 'message'], rows));
  }
}

export function runListCommand(io: Io): Command {
  return new Command('list')
    .description('list runs, newest first')
    .option('-n, --limit <number>', 'how many', parseCount, 20)
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await listRuns(io, command.optsWithGlobals<Options>());
    });
}
